"""The rules of the guard: each refuses its framework, and says what would satisfy it."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest

from tests.warehouse.framework_samples import (
    FOLDER,
    SHIPPED,
    K,
    changed,
    figures,
    good,
    result,
    rules_of,
    sample,
)
from warehouse.cards import cards
from warehouse.framework import parse_framework, read_framework
from warehouse.framework_terms import UnitType
from warehouse.guard import refusals, value_refusals
from warehouse.guard_rules import ANNUAL, FRAMEWORK_RULES
from warehouse.guard_sentences import words
from warehouse.results import Result

RULES: Final = [rule.id for rule in FRAMEWORK_RULES]
BESIDE: Final = {"F1": {"F2", "F3"}}  # two indicators, one of them of results, lack more than that
T = date(2025, 12, 31)


@pytest.mark.parametrize("path", [FOLDER / "passes.yaml", *SHIPPED], ids=lambda path: path.stem)
def test_a_good_framework_passes(path: Path) -> None:
    assert refusals(read_framework(path)) == []


def test_there_are_three_good_frameworks_and_twelve_bad_ones() -> None:
    assert len(SHIPPED) == 3
    assert len(list(FOLDER.glob("f*.yaml"))) == len(RULES) == 12


@pytest.mark.parametrize("rule", RULES)
def test_a_bad_framework_is_refused_by_its_rule_in_both_languages(rule: str) -> None:
    found = refusals(sample(rule))
    assert rules_of(found) == {rule} | BESIDE.get(rule, set())
    for one in found:
        for told in (one.says, one.satisfied_by):
            assert told.ko != told.en
            assert "{" not in told.ko + told.en
        assert one.line > 1
        assert one.place.startswith("$.")


def test_a_refusal_holds_the_values_it_is_about() -> None:
    [short] = refusals(sample("F4"))
    assert "24 months" in short.says.en
    assert "24개월" in short.says.ko
    assert "2026-12-31" in short.satisfied_by.en


@pytest.mark.parametrize(
    ("rule", "satisfied"),
    [
        ("F2", [("A7, companion_of: [O25]", "A7"), ("P2,", "P2, companion_of: [O25],")]),
        (
            "F3",
            [
                (
                    "  - {indicator: S23",
                    "  - {indicator: I21}\n  - {indicator: R18}\n  - {indicator: S23",
                )
            ],
        ),
        ("F4", [("2025-12-31", "2026-12-31")]),
        (
            "F5",
            [
                ("months: 12, indicators: [A7]", "months: 24, indicators: [S23]"),
                ("  - {indicator: I21", "  - {indicator: S23}\n  - {indicator: I21"),
            ],
        ),
        (
            "F6",
            [
                ("[city_class]", "[city_class, programme, stage]"),
                ("[similar_units]", "[own_past]"),
            ],
        ),
        ("F12", [("  - {indicator: R18", "  - {indicator: P1}\n  - {indicator: R18")]),
    ],
)
def test_what_would_satisfy_a_rule_does(rule: str, satisfied: list[tuple[str, str]]) -> None:
    text = sample(rule).text
    for old, new in satisfied:
        assert old in text
        text = text.replace(old, new, 1)
    assert refusals(parse_framework(text)) == []


def test_thirty_six_months_are_enough_and_a_day_less_is_not() -> None:
    enough = parse_framework(changed(("2021-12-31", "2022-12-31")))
    assert refusals(enough) == []
    short = parse_framework(changed(("2021-12-31", "2023-01-01")))
    assert rules_of(refusals(short)) == {"F4"}


def test_one_indicator_at_many_units_dilutes_no_results() -> None:
    """Else a report of completion would pass by showing one other indicator four times."""
    text = sample("F1").text
    listed = "".join(
        f"  - {{indicator: S23, unit_type: {unit}}}\n"
        for unit in ("community", "province", "cohort")
    )
    found = refusals(parse_framework(text.replace("follow_up:", f"{listed}follow_up:")))
    assert "F1" in rules_of(found)


def test_units_are_alike_in_a_programme_or_cohort_that_is_all_they_are_of() -> None:
    narrowed = changed(
        ("{type: municipality, cohort: small-medium-cities}", "{type: community, programme: x}"),
        ("I21,", "I21, unit_type: nation,"),
    )
    [found] = refusals(parse_framework(narrowed))
    assert found.rule == "F6"
    assert found.says.en.endswith("be alike in stage, city class.")


def test_annual_indicators_say_so_on_their_cards() -> None:
    year = "12 months up to the day"
    for card in cards():
        assert card.window.en != year or card.id in ANNUAL, card.id
        assert card.id not in ANNUAL or card.window.en.startswith(year), card.id
        assert set(ANNUAL.get(card.id, ())) <= set(card.measures)


def test_every_rule_has_its_sentences_and_no_sentence_is_left_over() -> None:
    stated = {key.partition("-")[0] for key in words().rules}
    assert stated == {*RULES, "F13", "F14", "F15", "F16", "F17"}
    assert set(words().units) == set(UnitType)


def without_values(rows: Sequence[Result], status: str) -> list[Result]:
    nothing = dict.fromkeys(("value", "low", "high", "bound_low", "bound_high"))
    return [row._replace(**nothing, status=status) for row in rows]


def test_mature_values_pass() -> None:
    framework = good()
    assert value_refusals(framework, figures(framework), K) == []


@pytest.mark.parametrize("status", ["maturing", "no_data", "suppressed", "not_applicable"])
def test_a_value_that_is_not_mature_is_refused(status: str) -> None:
    """Whatever put it there: an interval alone says what may not be said yet."""
    framework = good()
    rows = dict(figures(framework))
    rows["A7", T] = [*rows["A7", T], result("municipality", "s_24", value=None, status=status)]
    [found] = value_refusals(framework, rows, K)
    assert found.rule == "F13"
    assert status in found.says.en
    assert "2025-12-31" in found.says.ko


def test_a_unit_that_is_too_early_and_says_so_is_no_breach() -> None:
    framework = good()
    rows = dict(figures(framework))
    rows["A7", T] = [*rows["A7", T], *without_values(rows["A7", T], "maturing")]
    assert value_refusals(framework, rows, K) == []


def test_an_assessment_of_which_nothing_is_mature_is_too_early() -> None:
    framework = good()
    rows = dict(figures(framework))
    rows["A7", T] = without_values(rows["A7", T], "maturing")
    [found] = value_refusals(framework, rows, K)
    assert found.rule == "F14"
    assert "A7" in found.says.en


def test_each_measure_that_is_named_must_be_mature_and_one_of_those_that_are_not() -> None:
    framework = parse_framework(
        changed(("indicator: A7,", "indicator: A7, measures: [s_12, s_24],"))
    )
    rows = dict(figures(framework))
    rows["A7", T] = [
        *without_values([row for row in rows["A7", T] if row.measure != "s_12"], "maturing"),
        *(row for row in rows["A7", T] if row.measure == "s_12"),
    ]
    assert [one.rule for one in value_refusals(framework, rows, K)] == ["F14"]
    assert value_refusals(good(), rows, K) == []


def test_an_own_past_that_never_was_mature_cannot_be_compared_with() -> None:
    framework = good()
    early = {
        key: without_values(rows, "maturing") if key[0] == "P2" and key[1] < T else rows
        for key, rows in figures(framework).items()
    }
    [found] = value_refusals(framework, early, K)
    assert found.rule == "F15"


def test_figures_that_lack_are_not_mature() -> None:
    assert rules_of(value_refusals(good(), {}, K)) == {"F14", "F16"}


@pytest.mark.parametrize("number", ["bound_low", "bound_high"])
def test_what_may_be_a_value_is_one(number: str) -> None:
    framework = good()
    rows = dict(figures(framework))
    row = without_values([result("municipality", "s_24")], "maturing")[0]
    rows["A7", T] = [*rows["A7", T], row._replace(**{number: 0.5})]
    assert rules_of(value_refusals(framework, rows, K)) == {"F13"}


def test_a_baseline_of_which_nothing_is_recorded_makes_no_long_horizon() -> None:
    """Else a framework of one year would pass with a date from before there was any record."""
    framework = good()
    first = framework.baseline
    rows = {
        key: [row._replace(n=0) for row in without_values(ones, "no_data")]
        if key[1] == first
        else ones
        for key, ones in figures(framework).items()
    }
    [found] = value_refusals(framework, rows, K)
    assert (found.rule, found.place) == ("F16", "$.baseline")
    rows["I21", first] = [result("municipality", "s_12", status="maturing", value=None)]
    assert rules_of(value_refusals(framework, rows, K)) == {"F16"}  # no measure of I21
    some = without_values(figures(framework)["I21", first], "maturing")
    assert value_refusals(framework, rows | {("I21", first): some}, K) == []


def test_an_assessment_that_lies_ahead_is_not_published() -> None:
    """Else three years would be published after one, with the rest to come."""
    framework = good()
    before = datetime(2025, 12, 30, 14, 59, tzinfo=UTC)
    [found] = value_refusals(framework, figures(framework), before)
    assert found.rule == "F17"
    assert "2025-12-30" in found.says.en
    assert value_refusals(framework, figures(framework), before + timedelta(minutes=1)) == []
