"""Generated pages are current, and every word that they need is there."""

import re
from pathlib import Path

import msgspec

import domain.errors
from domain.catalogue import documents
from domain.errors import RuleBreachedError
from domain.glossary import FIELDS, SUBJECTS, term
from domain.glossary_events import SENTENCES_KO
from domain.rules import RULES
from domain.vocabulary import AGGREGATES, FACT_TYPES

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"


def test_there_are_99_event_types() -> None:
    assert len(FACT_TYPES) == 99


def test_every_event_is_named_and_told_in_both_languages() -> None:
    assert set(SENTENCES_KO) == {topic.rpartition(".")[0] for topic in FACT_TYPES}
    for kind in FACT_TYPES.values():
        assert kind.KO
        assert kind.EN
        assert kind.__doc__


def test_every_field_has_an_entry_and_no_entry_is_left_over() -> None:
    used = {field.name for kind in FACT_TYPES.values() for field in msgspec.structs.fields(kind)}
    aggregates = {aggregate.NAME for aggregate in AGGREGATES}
    names = {name for name in FIELDS if "." not in name}
    assert names == used
    for name in set(FIELDS) - names:
        owner, _, field = name.partition(".")
        assert owner in aggregates
        assert field in used
    assert set(SUBJECTS) == aggregates - {"fact"}


def test_the_fields_of_an_event_have_distinct_names_in_each_language() -> None:
    for kind in FACT_TYPES.values():
        words = [term(kind.TOPIC, field.name) for field in msgspec.structs.fields(kind)]
        assert len({word.ko for word in words}) == len(words)
        assert len({word.en for word in words}) == len(words)


def test_the_generated_pages_are_current() -> None:
    """`make docs` writes them."""
    pages = documents()
    written = {path.relative_to(DOCS) for path in (DOCS / "schemas").glob("*.v*.json")}
    assert {Path(path) for path in pages} == written | {Path("events.md")}
    for path, text in pages.items():
        assert (DOCS / path).read_text(encoding="utf-8") == text


def test_every_refusal_names_a_rule_and_its_code_is_its_own() -> None:
    refusals = [
        kind
        for kind in vars(domain.errors).values()
        if isinstance(kind, type) and issubclass(kind, RuleBreachedError)
    ]
    refusals.remove(RuleBreachedError)
    assert all(refusal.rule in RULES for refusal in refusals)
    assert len({refusal.code for refusal in refusals}) == len(refusals)
    refused = {refusal.rule for refusal in refusals if RULES[refusal.rule].id.startswith("D")}
    assert refused == {"D1", "D2", "D3", "D4", "D5", "D6", "D11"}


def test_the_findings_of_the_warehouse_name_rules_that_exist() -> None:
    """The warehouse knows the rules by their ids only; domain and warehouse meet in text."""
    named = set()
    for path in sorted((ROOT / "warehouse" / "sql" / "findings").glob("*.sql")):
        named.update(re.findall(r"'([DH]\d+)' as rule", path.read_text(encoding="utf-8")))
    assert named
    assert named <= set(RULES)
    assert not any(RULES[rule].concerns_record for rule in named)
