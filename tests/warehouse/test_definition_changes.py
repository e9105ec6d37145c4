"""What a change of definitions touches: its texts, the indicators on them, and their values."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import duckdb
import pytest

from warehouse.cards import cards
from warehouse.definition_changes import How, affected, foundations_of, text_changes
from warehouse.definition_preview import Preview
from warehouse.definition_set import (
    DefinitionSet,
    DefinitionSetError,
    digest_of,
    present_definitions,
)
from warehouse.results import Results

T: Final = date(2025, 12, 31)
K: Final = datetime(2026, 2, 1, tzinfo=UTC)
HEAD: Final = "-- A.\n-- Grain: a\n-- Unit: a\n-- Reads: a\n"
A6: Final = "a6_participation_reach"


def with_texts(**texts: str | None) -> DefinitionSet:
    """The present set with some texts changed, added or (None) gone; `__` stands for the slash."""
    changed = dict(present_definitions().texts)
    for name, text in texts.items():
        path = f"{name.replace('__', '/')}.sql"
        if text is None:
            del changed[path]
        else:
            changed[path] = text
    return DefinitionSet(changed)


def text(path: str) -> str:
    return present_definitions().texts[path]


def test_a_set_is_named_by_the_digest_of_its_manifest_and_read_back_by_it() -> None:
    present = present_definitions()
    texts = {digest_of(one): one for one in present.texts.values()}
    read_back = DefinitionSet.of_manifest(present.manifest, texts.get)
    assert read_back.texts == present.texts
    assert read_back.digest == digest_of(present.manifest)
    assert [card.id for card in read_back.cards] == [card.id for card in cards()]


@pytest.mark.parametrize("manifest", ["no line of a manifest\n", f"{'0' * 64}  log.sql\n"])
def test_a_manifest_whose_texts_are_missing_or_others_is_refused(manifest: str) -> None:
    with pytest.raises(DefinitionSetError, match="missing, or is not that of its digest"):
        DefinitionSet.of_manifest(manifest, {"0" * 64: "another text"}.get)


def test_an_indicator_stands_on_all_that_its_sql_calls_down_to_the_tables() -> None:
    below = foundations_of(present_definitions())[A6]
    assert {
        "indicators/a6_participation_reach.sql",
        "relations/unit_member.sql",
        "relations/observed_month.sql",
        "facts/participation.sql",
        "facts/feed_delivery.sql",
        "reference/area_code.sql",
    } <= below
    assert "relations/worker_follow_up.sql" not in below


def test_every_indicator_has_foundations_and_no_curve_is_one() -> None:
    assert set(foundations_of(present_definitions())) == {card.name for card in cards()}


def test_the_same_definitions_differ_in_nothing() -> None:
    assert text_changes(present_definitions(), with_texts()) == []


def test_a_changed_estimator_affects_the_indicators_that_stand_on_it() -> None:
    other = with_texts(estimators__wilson=text("estimators/wilson.sql").replace("1.95", "1.64"))
    [change] = text_changes(other, present_definitions())
    assert (change.path, change.how) == ("estimators/wilson.sql", How.COMPUTATION)
    assert "p1_plan_before_project" in change.indicators
    assert A6 not in change.indicators
    assert affected([change]) == list(change.indicators)


def test_changed_words_change_no_value() -> None:
    card = text("indicators/a6_participation_reach.sql").replace("class:", "class: ", 1)
    relation = f"{text('relations/unit_member.sql')}-- Told anew.\n"
    other = with_texts(indicators__a6_participation_reach=card, relations__unit_member=relation)
    changes = text_changes(present_definitions(), other)
    assert {one.how for one in changes} == {How.WORDS}
    assert affected(changes) == []


def test_what_is_added_or_gone_is_told_of_either_set() -> None:
    added = with_texts(relations__another=f"{HEAD}create or replace macro another(a) as a;\n")
    assert [one.how for one in text_changes(present_definitions(), added)] == [How.ADDED]
    gone = with_texts(indicators__a6_participation_reach=None)
    [change] = text_changes(present_definitions(), gone)
    assert (change.how, change.indicators) == (How.REMOVED, (A6,))


def answering(folder: Path, *rows: str) -> Results:
    """The results of a set that has one indicator, which answers these rows whatever is asked."""
    columns = (
        "unit_type, unit_id, measure, stratum, value, low, high, bound_low, bound_high, numerator, "
        "denominator, n, observed_months, required_months, coverage, status"
    )
    sql = (
        f"{HEAD}create or replace macro {A6}(valid_at, known_at)"  # noqa: S608  # rows of this test
        f" as table select * from (values {', '.join(rows)}) as answered({columns});\n"
    )
    definitions = DefinitionSet({f"indicators/{A6}.sql": sql} if rows else {})
    connection = duckdb.connect()
    connection.execute("create table log (recorded_at timestamptz, position bigint)")
    connection.execute("create table reference_version as select '1' as version, '1' as digest")
    definitions.build(connection)
    return Results(connection, K, folder, definitions.relations)


def row(unit: str, value: str, status: str = "mature", low: str = "0.1::double") -> str:
    return (
        f"('community', '{unit}', 'reach', 'all', {value}::double, {low}, 0.9::double, "
        f"null::double, null::double, 1::double, 2::double, 30, 12, 12, 1.0::double, '{status}')"
    )


def test_differences_are_counted_by_what_became_of_a_value(tmp_path: Path) -> None:
    before = answering(
        tmp_path,
        row("same", "0.5"),
        row("changed", "0.5"),
        row("gone", "0.5"),
        row("appeared", "null", "maturing"),
        row("wider", "0.5"),
        row("left", "0.5"),
    )
    after = answering(
        tmp_path,
        row("same", "0.5"),
        row("changed", "0.75"),
        row("gone", "null", "maturing"),
        row("appeared", "0.5"),
        row("wider", "0.5", low="0.0::double"),
        row("new", "0.5"),
    )
    [found] = Preview(before, after).differences(A6, T)
    assert found.is_any
    assert found == (
        "reach",
        7,  # values
        1,  # changed
        2,  # appeared: matured, or of a unit that was not there
        2,  # gone
        1,  # otherwise
        0.25,
        0.25,
    )


def test_sums_in_another_order_are_no_difference(tmp_path: Path) -> None:
    before = answering(tmp_path, row("u", "0.1 + 0.2"))
    [found] = Preview(before, answering(tmp_path, row("u", "0.3"))).differences(A6, T)
    assert not found.is_any


def test_an_indicator_that_one_set_lacks_appears_or_is_gone(tmp_path: Path) -> None:
    with_it, without = answering(tmp_path, row("u", "0.5")), answering(tmp_path)
    [appeared] = Preview(without, with_it).differences(A6, T)
    assert (appeared.values, appeared.appeared, appeared.gone) == (1, 1, 0)
    [gone] = Preview(with_it, without).differences(A6, T)
    assert (gone.appeared, gone.gone) == (0, 1)


def test_a_parallel_series_has_both_values_of_a_unit(tmp_path: Path) -> None:
    before = answering(tmp_path, row("u", "0.5"), row("v", "null"))
    after = answering(tmp_path, row("u", "0.25"), row("v", "null"))
    [pair] = Preview(before, after).pairs(A6, T, "community")
    assert pair == ("community", "u", "reach", 0.5, 0.25, -0.25)
    assert Preview(before, after).pairs(A6, T, "nation") == []
