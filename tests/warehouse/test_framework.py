"""A framework is read from YAML, or refused with the line and what to write instead."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from dure.frameworks import shipped_frameworks
from tests.warehouse.framework_samples import FOLDER, PASSES, SHIPPED, changed, good
from warehouse.cards import cards
from warehouse.framework import FrameworkError, parse_framework, read_framework
from warehouse.framework_schema import KEYS, framework_schema, render_framework_schema
from warehouse.framework_terms import Request, Role, UnitType
from warehouse.framework_words import request_of
from warehouse.months import months_between

ROOT = Path(__file__).parents[2]


def problem(text: str) -> str:
    """Why a text is no framework."""
    with pytest.raises(FrameworkError) as refused:
        parse_framework(text, "city.yaml", ("small-medium-cities",))
    return str(refused.value)


def test_a_framework_is_what_its_yaml_states() -> None:
    framework = good()
    assert (framework.id, framework.version, framework.names.en) == (
        "passes",
        "1",
        "Communities of a city",
    )
    assert [chosen.indicator for chosen in framework.indicators] == [
        "A7",
        "R18",
        "P2",
        "S23",
        "I21",
    ]
    assert framework.unit_type_of(framework.indicators[3]) is UnitType.NATION
    assert framework.text == PASSES


def test_it_is_computed_at_baseline_and_assessment_and_each_year_between() -> None:
    text = changed(("2021-12-31", "2022-06-30"))
    days = parse_framework(text).days()
    assert days == (
        date(2022, 6, 30),
        date(2022, 12, 31),
        date(2023, 12, 31),
        date(2024, 12, 31),
        date(2025, 12, 31),
    )


def test_an_indicator_that_names_a_result_is_its_companion() -> None:
    text = changed(
        ("{indicator: P2,", "{indicator: P2, companion_of: [O25],"),
        ("  - {indicator: I21", "  - {indicator: O25}\n  - {indicator: I21"),
    )
    roles = {one.indicator: one.role for one in parse_framework(text).indicators}
    assert (roles["P2"], roles["O25"]) == (Role.COMPANION, Role.MAIN)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("compared_with:", "compared_wth:", "line 12, .*did you mean `compared_with`"),
        ("en: Communities", "english: Communities", r"\$.names.english: .*keys are ko, en"),
        ("id: passes\n", "", "line 1, .*`id` is missing"),
        ("id: passes", "id: Passes!", "small letters, digits and dashes"),
        ("months: 24", "months: two years", "line 17, .*'two years'.*whole number"),
        ("months: 24", "months: -1", "whole number, zero or more"),
        ("2025-12-31", "2025", "a day, such as 2025-12-31"),
        ("2025-12-31", "2021-12-31", "must come after the baseline, which is 2021-12-31"),
        ("type: municipality", "type: village", "'village' .*one of community, municipality"),
        ("own_past", "everybody", "one of own_past, similar_units"),
        ("[own_past, similar_units]", "own_past", r"a list, \[like, this\]"),
        ("{type: municipality, cohort: small-medium-cities}", "city", "mapping with the keys type"),
        ("small-medium-cities", "big-cities", "no cohort 'big-cities'; there are small-medium"),
        ("indicator: A7", "indicator: a7", r"did you mean `A7`\?\); there are .*A6"),
        ("indicator: R18", "indicator: A7", "A7 for municipality is listed already"),
        ("measures: [s_12]", "measures: [s_13]", "no measure 's_13'; it has .*s_12"),
        (
            "{indicator: I21,",
            "{indicator: I21, unit_type: community,",
            "not computed for community",
        ),
        ("[S23]}", "[P1]}", "P1 is not among `indicators`"),
        ("indicators: [S23]", "indicators: []", "a list with at least one entry"),
        ("id: passes", "id: passes\nid: again", "line 3, .*stands in line 2 already"),
        ("id: passes", "id: &a passes\nversion: *a", r"write out what \*a stands for"),
        ("id: passes", "id: [", "no YAML"),
        ("id: passes", "id: passes\n[a]: b", "a key is a word"),
        ("id: passes", f"id: {'[' * 12}{']' * 12}", "so deep"),
        ("id: passes", f"id: passes\n#{'x' * 70_000}", "at most 65,536 bytes"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line_and_what_to_write(
    old: str, new: str, told: str
) -> None:
    refusal = problem(changed((old, new)))
    assert refusal.startswith("city.yaml, line ")
    assert re.search(told, refusal), refusal


def test_a_text_that_is_no_mapping_is_refused() -> None:
    assert "a mapping that begins with `id:`" in problem("- A7\n")
    assert "a mapping that begins with `id:`" in problem("")


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "city.yaml"
    path.write_bytes(PASSES.encode("cp949"))
    with pytest.raises(FrameworkError, match="save the file as UTF-8"):
        read_framework(path)


@pytest.mark.parametrize(
    ("word", "request_"),
    [
        ("verdict", Request.VERDICT),
        ("Traffic-Light", Request.VERDICT),
        ("등급", Request.VERDICT),
        ("league_table", Request.RANK),
        ("순위", Request.RANK),
        ("weights", Request.SCORE),
        ("compositeIndex", Request.SCORE),
        ("배점", Request.SCORE),
        ("목표치", Request.TARGET),
        ("names_in_band", Request.NAMES),
        ("purpose", None),
        ("weightless", None),
    ],
)
def test_words_that_ask_for_what_there_is_not_are_known(
    word: str, request_: Request | None
) -> None:
    assert request_of(word) is request_


def test_no_key_of_a_framework_is_such_a_word() -> None:
    """Else the reader would set aside what a framework may state."""
    keys = {key.partition(".")[2] for key in KEYS}
    measures = {measure for card in cards() for measure in card.measures}
    assert not [word for word in keys | measures if request_of(word)]


def test_months_between_two_days_are_whole() -> None:
    assert months_between(date(2022, 1, 31), date(2025, 1, 31)) == 36
    assert months_between(date(2022, 1, 31), date(2025, 1, 30)) == 35
    assert months_between(date(2022, 1, 31), date(2022, 2, 28)) == 1
    assert months_between(date(2024, 2, 29), date(2025, 2, 28)) == 12


class _Plain(yaml.SafeLoader):
    """YAML as editors see it: days are texts."""


_Plain.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in found if not tag.endswith(":timestamp")]
    for letter, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def plain(text: str) -> Any:
    return yaml.load(text, Loader=_Plain)  # noqa: S506  # a safe loader


def takes(text: str) -> bool:
    """Whether the schema takes a text."""
    by = jsonschema.Draft202012Validator(
        framework_schema(), format_checker=jsonschema.FormatChecker()
    )
    return bool(by.is_valid(plain(text)))


def test_the_published_schema_is_current() -> None:
    """`make docs` writes it."""
    page = ROOT / "docs" / "schemas" / "framework.json"
    assert page.read_text(encoding="utf-8") == render_framework_schema()


def test_the_schema_takes_every_framework_that_can_be_read() -> None:
    for path in (FOLDER / "passes.yaml", *SHIPPED):
        assert takes(path.read_text(encoding="utf-8")), path.name


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("compared_with:", "compared_wth:"),
        ("id: passes\n", ""),
        ("id: passes", "id: Passes!"),
        ("months: 24", "months: two years"),
        ("months: 24", "months: -1"),
        ("2025-12-31", "2025"),
        ("type: municipality", "type: village"),
        ("own_past", "everybody"),
        ("[own_past, similar_units]", "own_past"),
        ("indicator: A7", "indicator: a7"),
        ("measures: [s_12]", "measures: [s_13]"),
        ("indicators: [S23]", "indicators: []"),
    ],
)
def test_the_schema_refuses_every_shape_that_the_reader_refuses(old: str, new: str) -> None:
    text = changed((old, new))
    assert problem(text)
    assert not takes(text)


@pytest.mark.parametrize("rule", ["f07", "f08", "f09", "f10", "f11"])
def test_the_schema_has_no_place_for_what_the_guard_refuses_by_its_word(rule: str) -> None:
    [path] = FOLDER.glob(f"{rule}-*.yaml")
    assert not takes(path.read_text(encoding="utf-8"))


def test_every_key_is_explained_in_both_languages() -> None:
    schema = framework_schema()
    explained = [schema, *schema["$defs"].values()]
    shapes = [shape for one in explained for shape in one.get("properties", {}).values()]
    assert len(shapes) == len(KEYS)
    assert all(shape["description"] and shape["x-ko"] for shape in shapes)


def test_three_frameworks_ship_and_name_cohorts_that_there_are() -> None:
    assert [path.stem for path, _ in shipped_frameworks()] == [
        "low-independence-city",
        "national",
        "support-organisation",
    ]
