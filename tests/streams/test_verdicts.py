"""One verdict for each row: what is new, known, different, what waits. On both databases."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from domain.ledger import HOME_SOURCE
from domain.publication import Publication
from streams.intake import ROWS_PER_CHUNK
from streams.rows import Row
from tests.domain.story import on
from tests.streams.desk import (
    Desk,
    Event,
    corrected,
    held,
    open_ledger,
    verdicts,
    withdrawn,
)


@pytest.fixture
def desk(tmp_path: Path, ledger_url: str | None) -> Iterator[Desk]:
    ledger = open_ledger(tmp_path, ledger_url)
    yield Desk(ledger)
    ledger.close()


@pytest.fixture
def correcting(desk: Desk) -> Desk:
    """The same ledger under `on_change: correct`."""
    return Desk(desk.ledger, corrects_changes=True)


def test_a_new_row_is_accepted_and_a_known_one_is_a_duplicate(desk: Desk) -> None:
    assert verdicts(desk.submit(held("a"), held("b"), held("a"))) == {"accepted": 2, "duplicate": 1}
    assert verdicts(desk.submit(held("b"), held("c"))) == {"accepted": 1, "duplicate": 1}
    assert desk.holding() == ["A1", "A1", "A1"]


def test_the_order_of_fields_and_the_notation_of_dates_make_no_difference(desk: Desk) -> None:
    desk.submit(held("a"))
    data = {"activity": "A1", "occurred": {"to": "2025-03-02", "from": "2025-03-02"}}
    assert verdicts(desk.submit(held("a", data=data))) == {"duplicate": 1}


@pytest.mark.parametrize(
    "other",
    [held("a", "A2"), held("a", subject="community/K2"), held("a", type="dure.community.split.v1")],
)
def test_other_content_under_a_known_id_is_a_conflict_and_never_overwrites(
    desk: Desk, other: Event
) -> None:
    if other["type"] == "dure.community.split.v1":
        other = other | {"data": {"occurred": "2025-03-02", "into": ["K2"]}}
    assert verdicts(desk.submit(held("a"), other)) == {"accepted": 1, "conflict": 1}
    assert verdicts(desk.submit(other)) == {"conflict": 1}
    assert desk.holding() == ["A1"]


def test_a_feed_may_say_that_a_changed_row_corrects(correcting: Desk) -> None:
    assert verdicts(correcting.submit(held("a", "A1"))) == {"accepted": 1}
    assert verdicts(correcting.submit(held("a", "A2"))) == {"corrected": 1}
    assert verdicts(correcting.submit(held("a", "A2"), name="again")) == {"duplicate": 1}
    assert verdicts(correcting.submit(held("a", "A1"), name="back")) == {"corrected": 1}
    assert correcting.holding() == ["A1"]


def test_a_row_that_changes_twice_in_one_file_is_corrected_twice(correcting: Desk) -> None:
    rows = [held("a", activity) for activity in ("A1", "A2", "A3", "A3")]
    assert verdicts(correcting.submit(*rows)) == {"accepted": 1, "corrected": 2, "duplicate": 1}
    assert correcting.holding() == ["A3"]
    assert verdicts(correcting.submit(held("a", "A4"))) == {"corrected": 1}
    assert correcting.holding() == ["A4"]


def test_a_changed_row_about_something_else_is_a_conflict_whatever_the_policy(
    correcting: Desk,
) -> None:
    correcting.submit(held("a"))
    assert verdicts(correcting.submit(held("a", subject="community/K2"))) == {"conflict": 1}


def test_two_rows_of_one_file_that_differ_conflict_where_it_states_each_once(desk: Desk) -> None:
    once = Desk(desk.ledger, corrects_changes=True, states_each_once=True)
    first = once.submit(held("a", "A1"), held("a", "A2"), held("a", "A1"))
    assert verdicts(first) == {"accepted": 1, "conflict": 1, "duplicate": 1}
    assert verdicts(once.submit(held("a", "A3"))) == {"corrected": 1}


def test_a_body_cannot_take_the_ids_that_changed_rows_get(correcting: Desk) -> None:
    receipt = correcting.submit(held("a~change1"), held("a"), held("a", "A2"))
    assert verdicts(receipt) == {"quarantined": 1, "accepted": 1, "corrected": 1}
    assert receipt.notes[0].code == "reserved-id"


def test_a_correction_takes_the_place_of_its_fact(desk: Desk) -> None:
    desk.submit(held("a"))
    assert verdicts(desk.submit(corrected("c", "a", "A2"))) == {"accepted": 1}
    assert desk.holding() == ["A2"]


def test_what_was_corrected_delivered_again_as_it_was_is_a_duplicate(desk: Desk) -> None:
    """Kafka and people deliver at least once; nothing new is said."""
    desk.submit(held("a"), corrected("c", "a", "A2"))
    assert verdicts(desk.submit(held("a"), name="again")) == {"duplicate": 1}
    assert verdicts(desk.submit(held("a", "A2"), name="as corrected")) == {"duplicate": 1}
    assert verdicts(desk.submit(held("a", "A3"))) == {"conflict": 1}
    assert desk.holding() == ["A2"]


def test_a_withdrawn_fact_delivered_again_stays_withdrawn(desk: Desk) -> None:
    desk.submit(held("a"), withdrawn("w", "a"))
    assert verdicts(desk.submit(held("a"), name="again")) == {"duplicate": 1}
    assert desk.holding() == []


def test_a_correction_delivered_again_is_a_duplicate_and_another_under_its_id_a_conflict(
    desk: Desk,
) -> None:
    first, second = corrected("c", "a", "A2"), corrected("d", "a", "A3")
    desk.submit(held("a"), held("b"), first)
    assert verdicts(desk.submit(first)) == {"duplicate": 1}
    desk.submit(second)  # now the first is itself superseded
    assert verdicts(desk.submit(first, name="again")) == {"duplicate": 1}
    assert verdicts(desk.submit(corrected("c", "a", "A9"))) == {"conflict": 1}
    assert verdicts(desk.submit(corrected("c", "b", "A2"))) == {"conflict": 1}
    assert desk.holding() == ["A1", "A3"]


def test_the_same_verdict_in_one_chunk_as_in_two_deliveries(desk: Desk) -> None:
    rows = [held("a"), corrected("c", "a", "A2"), corrected("c", "a", "A9"), held("a")]
    together = desk.submit(*rows)
    assert verdicts(together) == {"accepted": 2, "conflict": 1, "duplicate": 1}


def test_a_withdrawal_delivered_again_on_another_day_is_a_duplicate(desk: Desk) -> None:
    desk.submit(held("a"), withdrawn("w", "a"))
    stated = withdrawn("w", "a")
    stated["data"] |= {"occurred": "2025-03-09"}
    assert verdicts(desk.submit(stated)) == {"duplicate": 1}
    assert verdicts(desk.submit(withdrawn("w", "b"), held("b"))) == {"accepted": 1, "conflict": 1}


def test_a_withdrawn_fact_is_reinstated_by_a_correction(desk: Desk) -> None:
    desk.submit(held("a"), withdrawn("w", "a"))
    assert verdicts(desk.submit(corrected("back", "a", "A1"))) == {"accepted": 1}
    assert desk.holding() == ["A1"]
    assert verdicts(desk.submit(withdrawn("w2", "back"))) == {"accepted": 1}
    assert verdicts(desk.submit(corrected("back again", "w2", "A5"))) == {"accepted": 1}
    assert desk.holding() == ["A5"]


CHAIN = [
    held("a"),
    corrected("c1", "a", "A2"),
    corrected("c2", "c1", "A3"),
    corrected("c3", "c2", "A4"),
]


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (2, 0, 3, 1), (1, 3, 0, 2)])
@pytest.mark.parametrize("per_delivery", [1, 2, 3, 4])
def test_corrections_before_their_facts_are_taken_when_the_fact_arrives(
    desk: Desk, order: tuple[int, ...], per_delivery: int
) -> None:
    """In the same chunk, in a later delivery, in any order, chains of corrections too."""
    rows = [CHAIN[index] for index in order]
    for start in range(0, len(rows), per_delivery):
        receipt = desk.submit(*rows[start : start + per_delivery])
        assert sum(receipt.counts.values()) == receipt.rows
    assert desk.holding() == ["A4"]
    assert list(desk.ledger.quarantined()) == []


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (2, 0, 3, 1)])
def test_corrections_before_their_facts_are_taken_over_the_chunks_of_one_delivery(
    desk: Desk, order: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("streams.intake.ROWS_PER_CHUNK", 1)
    receipt = desk.submit(*[CHAIN[index] for index in order])
    assert verdicts(receipt) == {"accepted": 4}
    assert receipt.notes == []
    assert desk.holding() == ["A4"]


def test_a_correction_that_waited_twice_is_taken_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("streams.intake.ROWS_PER_CHUNK", 1)
    fix = corrected("c", "a", "A2")
    receipt = desk.submit(fix, fix, held("a"))
    assert verdicts(receipt) == {"accepted": 2, "duplicate": 1}
    monkeypatch.setattr("streams.intake.ROWS_PER_CHUNK", ROWS_PER_CHUNK)
    other = Desk(desk.ledger).submit(*[corrected("d", "b", "A2")] * 2, held("b"))
    assert verdicts(other) == verdicts(receipt)


def test_a_correction_of_an_unknown_fact_waits_in_quarantine(desk: Desk) -> None:
    receipt = desk.submit(corrected("c", "nothing", "A2"))
    assert verdicts(receipt) == {"quarantined": 1}
    [note] = receipt.notes
    assert (note.code, note.column) == ("unknown-fact", "fact")
    assert desk.submit(held("a")).notes == []
    assert len(list(desk.ledger.quarantined())) == 1


def test_a_correction_by_another_feed_waits_too_and_keeps_its_own_source(desk: Desk) -> None:
    theirs = Desk(desk.ledger, source="urn:dure:feed:office")
    for fix in (
        corrected("c1", "a", "A2", source="urn:dure:feed:office"),
        {name: value for name, value in corrected("c2", "c1", "A3").items() if name != "source"}
        | {"data": corrected("", "c1", "A3", about_source="urn:dure:feed:office")["data"]},
    ):
        assert verdicts(theirs.submit(fix)) == {"quarantined": 1}
    assert verdicts(desk.submit(held("a"))) == {"accepted": 1}
    assert desk.holding() == ["A3"]
    sources = [entry.source for entry in desk.ledger.entries("community/K1")]
    assert sources == ["urn:dure:feed:test", "urn:dure:feed:office", "urn:dure:feed:office"]


def test_a_waiting_correction_that_does_not_fit_its_fact_stays_in_quarantine(desk: Desk) -> None:
    fix = corrected("c", "a", "A2")
    fix["data"]["replacement"] = {"occurred": "2025-03-02", "into": ["K2"]}
    desk.submit(fix)
    assert verdicts(desk.submit(held("a"))) == {"accepted": 1}
    assert desk.holding() == ["A1"]
    assert [row.row for _, row in desk.ledger.quarantined()] == [1]


def test_a_row_is_taken_whole_or_not_at_all(desk: Desk) -> None:
    """A row of a table may mean several facts; one that conflicts holds back the others."""
    desk.submit(held("b"))
    row = Row(1, [held("a"), held("b", "A2"), held("c")])
    receipt = desk.submit_rows([row])
    assert verdicts(receipt) == {"conflict": 1}
    assert desk.holding() == ["A1"]
    assert verdicts(desk.submit(held("a"), held("c"))) == {"accepted": 2}


@pytest.mark.parametrize("subject", ["publication/national-2025", "community/K1"])
@pytest.mark.parametrize("make", [corrected, withdrawn])
def test_no_feed_changes_what_dure_records_of_itself(
    desk: Desk, make: Callable[..., Event], subject: str
) -> None:
    """Whatever subject it names: a publication stays as it was recorded."""
    published = Publication.Restated(occurred=on("2025-03-01"), publication="p", cause="late")
    desk.ledger.record("publication/national-2025", published, "restated-1")
    words = ("another",) if make is corrected else ()
    event = make("fix-1", "restated-1", *words, subject=subject)
    event["data"]["fact"]["source"] = HOME_SOURCE
    receipt = desk.submit(event)
    assert verdicts(receipt) == {"quarantined": 1}
    assert [note.code for note in receipt.notes] == ["own-type"]
    assert len(desk.ledger.entries("publication/national-2025")) == 1
