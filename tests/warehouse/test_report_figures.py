"""What a report shows of an indicator at a unit, and what it withholds."""

from datetime import date

import pytest

from tests.warehouse.report_samples import (
    ALL,
    MATURE,
    MATURING,
    TOWN,
    block,
    falling,
    figures,
    named,
    reading,
    result,
)
from warehouse.past import MOST_YEARS, yearly
from warehouse.report.curves import half_years, lines
from warehouse.report.figures import headline
from warehouse.report.kinds import kind_of
from warehouse.report.panels import panel
from warehouse.report.scales import scales_of
from warehouse.report.words import Kind


def test_the_headline_is_the_first_measure_that_can_be_asked_of_the_unit() -> None:
    survival = result("S23", measure="s_12", status="not_applicable")
    own_state = result("S23", measure="still_active", **MATURE)
    other = result("S23", measure="s_24", status="not_applicable")
    assert headline(named("S23"), [other, own_state, survival]) == own_state


def test_the_headline_of_a_unit_too_young_stays_the_first_measure_without_a_value() -> None:
    young = result("A7", measure="s_12", **MATURING)
    assert headline(named("A7"), [result("A7", measure="s_24", **MATURING), young]) == young


def test_the_headline_of_a_unit_without_rows_is_none() -> None:
    assert headline(named("A7"), []) is None


def test_a_result_is_withheld_while_nothing_of_its_task_can_be_judged() -> None:
    """A result-class indicator never stands alone."""
    alone = reading("O25", result("O25", **MATURE))
    beside = reading("R18", result("R18", **MATURING))
    assert block(alone, beside).is_withheld(alone)


def test_a_result_is_shown_beside_an_indicator_of_its_task_that_can_be_judged() -> None:
    outcome = reading("O25", result("O25", **MATURE))
    process = reading("R18", result("R18", **MATURE))
    assert not block(outcome, process).is_withheld(outcome)


def test_an_indicator_that_is_no_result_is_never_withheld() -> None:
    process = reading("R18", result("R18", **MATURE))
    assert not block(process).is_withheld(process)


def test_results_come_after_what_they_are_read_with() -> None:
    outcome = reading("O25", result("O25", **MATURE))
    process = reading("R18", result("R18", **MATURE))
    assert block(outcome, process).of_task(2) == [process, outcome]


def test_what_is_withheld_does_not_count_as_judged() -> None:
    assert block(reading("O25", result("O25", **MATURE))).count_judgeable == 0


def test_below_maturity_there_is_no_value_but_how_long_it_was_observed() -> None:
    young = reading("A7", result("A7", **MATURING))
    shown = panel(scales_of(figures(block(young))), block(young), young)
    assert shown.value == ""
    assert shown.charts == ()
    assert shown.early is not None
    assert shown.early.notes[0].en == "observed 14 of 36 months"  # type: ignore[union-attr]  # two languages
    assert shown.early.percent == 38


def test_a_unit_observed_long_enough_with_too_few_cases_says_so() -> None:
    stated = MATURING | {"observed_months": 40, "n": 2}
    few = reading("P1", result("P1", **stated))
    shown = panel(scales_of(figures(block(few))), block(few), few)
    assert shown.early is not None
    assert "n = 2" in shown.early.notes[0].en  # type: ignore[union-attr]  # two languages


@pytest.mark.parametrize("status", ["no_data", "not_applicable", "suppressed"])
def test_every_reason_for_no_value_has_its_words(status: str) -> None:
    one = reading("A6", result("A6", status=status))
    shown = panel(scales_of(figures(block(one))), block(one), one)
    assert shown.early is not None
    assert shown.early.title.ko != shown.early.title.en  # type: ignore[union-attr]  # two languages


def test_a_suppressed_figure_shows_nowhere_on_its_panel() -> None:
    hidden = result("A6", status="suppressed", observed_months=40, required_months=12)
    one = reading("A6", hidden)
    shown = panel(scales_of(figures(block(one))), block(one), one)
    assert [row[1:] for row in shown.measures.rows] == [
        (shown.measures.rows[0][1], "", ""),
    ]


def test_the_table_of_a_withheld_result_is_empty() -> None:
    alone = reading("O25", result("O25", **MATURE))
    shown = panel(scales_of(figures(block(alone))), block(alone), alone)
    assert shown.measures.rows == ()
    assert shown.charts == ()


def test_trends_go_back_to_the_first_fact_and_end_at_the_day() -> None:
    assert yearly(date(2025, 6, 30), date(2023, 2, 1)) == (
        date(2023, 6, 30),
        date(2024, 6, 30),
        date(2025, 6, 30),
    )


def test_trends_have_a_bounded_number_of_dates() -> None:
    assert len(yearly(date(2025, 6, 30), date(1980, 1, 1))) == MOST_YEARS


def test_a_trend_at_a_leap_day_asks_the_last_of_february_of_other_years() -> None:
    assert yearly(date(2024, 2, 29), date(2022, 1, 1))[0] == date(2022, 2, 28)


def test_without_facts_only_the_day_itself_is_asked() -> None:
    assert yearly(date(2025, 6, 30), None) == (date(2025, 6, 30),)


def test_the_scale_of_a_measure_is_the_same_for_every_unit() -> None:
    small = reading("A6", result("A6", **MATURE | {"value": 0.03, "low": None, "high": None}))
    large = reading("A6", result("A6", **MATURE | {"value": 0.17, "low": None, "high": None}))
    scales = scales_of(figures(block(small), block(large)))
    assert list(scales.tops.values()) == [0.2]


def test_a_sum_over_all_units_has_a_scale_of_its_own() -> None:
    own = {"low": None, "high": None}
    part = reading("C13", result("C13", **MATURE | own | {"value": 5.0}))
    whole = reading(
        "C13", result("C13", ALL, **MATURE | own | {"value": 78.0}), unit=ALL, peer_type="community"
    )
    scales = scales_of(figures(block(part), everybody=block(whole, unit=ALL)))
    assert sorted(scales.tops.values()) == [5.0, 80.0]


def test_survival_is_drawn_alone() -> None:
    assert list(lines(falling(6, "s") + falling(6, "ended"))) == ["s"]


def test_of_what_happened_the_indicators_own_line_comes_first() -> None:
    drawn = lines(falling(6, "abandoned") + falling(6, "settled"))
    assert list(drawn) == ["settled", "abandoned"]


def test_a_curve_of_one_month_is_no_curve() -> None:
    assert lines(falling(0)) == {}


def test_a_curves_table_shows_half_years_and_the_last_month() -> None:
    assert [point.month for point in half_years(falling(14))] == [0, 6, 12, 14]


def test_measures_that_are_no_share_are_read_in_their_own_unit() -> None:
    assert kind_of("median_tenure") is Kind.MONTHS
    assert kind_of("s_24") is Kind.SHARE


def test_a_figure_of_another_unit_than_the_heading_names_it() -> None:
    centre = reading(
        "I21", result("I21", **MATURE), unit=TOWN._replace(unit_type="support_organisation")
    )
    shown = panel(scales_of(figures(block(centre))), block(centre), centre)
    assert shown.level is not None
    assert "Saeteo" in shown.level.en  # type: ignore[union-attr]  # two languages
