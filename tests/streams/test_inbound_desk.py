"""Inbound records become facts once, each with its receipt, whatever comes again or comes wrong."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.ledger import HOME_SOURCE
from streams.cluster import LARGEST_RECORD
from streams.inbound_desk import InboundDesk, Reached
from streams.kafka_events import MOST_EVENTS
from streams.record_intake import MOST_NOTES, RecordReceipt
from tests.streams.desk import Desk, corrected, held, verdicts
from tests.streams.inbound_bench import TOPIC, Bench, open_bench

TAKEN: Final = {"accepted": 1}


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    bench = open_bench(tmp_path)
    yield bench
    bench.ledger.close()


def code_of(receipt: RecordReceipt) -> str:
    [note] = receipt.notes
    return note.code


def commits(bench: Bench) -> int:
    """How many transactions have recorded facts."""
    [(count,)] = bench.ledger.store.query("select count(*) from commits")
    return int(count)


def test_many_records_go_into_one_transaction_and_each_has_its_receipt(bench: Bench) -> None:
    before = commits(bench)
    receipts = bench.take(*(bench.record(held(f"a{number}")) for number in range(50)))
    assert [(one.offset, verdicts(one), one.facts) for one in receipts] == [
        (number, {"accepted": 1}, 1) for number in range(50)
    ]
    assert len({one.delivery for one in receipts}) == 50
    assert len(bench.facts()) == 50
    [delivery] = bench.deliveries()
    assert (delivery["rows"], delivery["accepted"]) == (50, 50)
    assert delivery["file_name"] == "feeds/0/0-49"
    assert commits(bench) == before + 1


def test_a_receipt_has_the_shape_of_that_of_a_file_and_says_where_the_record_stands(
    bench: Bench,
) -> None:
    receipt = bench.send([held("a"), held("b", type="dure.none.v1")], ("period", b"2025-03"))
    told = json.loads(msgspec.json.encode(receipt))
    assert told["notes"] == [
        {
            "row": 2,
            "verdict": "quarantined",
            "code": "unknown-type",
            "sentence": "'dure.none.v1' is no type of fact; `dure schema` lists them",
            "column": "type",
        }
    ]
    assert (told["feed"], told["rows"], told["facts"]) == ("test", 2, 1)
    assert (told["topic"], told["partition"], told["offset"]) == ("feeds", 0, 0)
    assert (told["period_from"], told["period_to"]) == ("2025-03", "2025-03")
    assert sum(told["counts"].values()) == 2


def test_a_record_that_comes_again_gets_its_receipt_again_and_changes_nothing(bench: Bench) -> None:
    records = [bench.record(one) for one in (held("a"), [held("b"), {}], held("a", "A2"))]
    first = bench.take(*records)
    facts, deliveries = bench.facts(), bench.deliveries()
    again = bench.take(*records)
    assert again == [msgspec.structs.replace(one, is_repeated=True) for one in first]
    assert (bench.facts(), bench.deliveries()) == (facts, deliveries)
    assert [verdicts(one) for one in first] == [
        {"accepted": 1},
        {"accepted": 1, "rejected": 1},
        {"conflict": 1},
    ]


def test_the_same_content_at_another_place_is_a_duplicate(bench: Bench) -> None:
    batch = [held("a"), held("b", type="dure.none.v1")]
    first, second = bench.take(bench.record(batch), bench.record(batch))
    third = bench.send(batch)
    assert verdicts(first) == {"accepted": 1, "quarantined": 1}
    for copy in (second, third):
        assert verdicts(copy) == {"duplicate": 1, "quarantined": 1}
        assert (copy.facts, copy.is_repeated, copy.notes) == (0, True, first.notes)
    assert len(list(bench.ledger.quarantined())) == 1
    assert len(bench.facts()) == 1


def test_where_changes_correct_what_was_said_first_may_be_said_again(bench: Bench) -> None:
    bench.register("test", "format: cloudevents\non_change: correct\n")
    told = [bench.send(held("a", activity)) for activity in ("A1", "A2", "A1")]
    assert [verdicts(one) for one in told] == [{"accepted": 1}, {"corrected": 1}, {"corrected": 1}]
    assert Desk(bench.ledger).holding() == ["A1"]
    assert verdicts(bench.send(held("a", "A1"))) == {"duplicate": 1}


def test_a_correction_waits_for_its_fact_in_another_record(bench: Bench) -> None:
    waiting = bench.send(corrected("c", "a", "A2"))
    assert code_of(waiting) == "unknown-fact"
    assert verdicts(bench.send(held("a"))) == {"accepted": 1}
    assert Desk(bench.ledger).holding() == ["A2"]
    assert not list(bench.ledger.quarantined())


def test_a_record_that_was_also_submitted_as_a_file_is_one_delivery(bench: Bench) -> None:
    record = bench.record(held("a"))
    receipt = bench.take(record)[0]
    state = bench.ledger.delivery(receipt.delivery)
    assert state is not None
    assert (state.feed, state.is_finished, state.rows_done) == ("test", True, 1)


def test_the_period_of_a_record_belongs_to_its_delivery(bench: Bench) -> None:
    receipts = bench.take(
        bench.record([], ("feed", b"test"), ("period", b"2025-02")),
        bench.record([], ("feed", b"test"), ("period", b"2025-03")),
        bench.record(held("a")),
    )
    assert len({one.delivery for one in receipts}) == 3
    periods = [(one.get("period_from"), one["rows"]) for one in bench.deliveries()]
    assert sorted(periods, key=str) == [("2025-02", 0), ("2025-03", 0), (None, 1)]


def test_a_record_of_no_registered_feed_is_kept_and_told_the_next_step(bench: Bench) -> None:
    stranger = held("a", source="urn:other")
    receipt = bench.send(stranger)
    assert (receipt.feed, verdicts(receipt)) == ("urn:other", {"rejected": 1})
    assert code_of(receipt) == "unregistered-feed"
    assert "`dure feed add`" in receipt.notes[0].sentence
    assert json.loads(bench.kept[None, receipt.delivery]) == stranger
    assert bench.facts() == []
    bench.register("other", source="urn:other")
    assert verdicts(bench.send(stranger)) == {"accepted": 1}


def test_the_original_of_a_record_with_rows_not_taken_is_kept(bench: Bench) -> None:
    receipt = bench.send([held("a"), {}])
    assert json.loads(bench.kept["test", receipt.delivery]) == [held("a"), {}]
    bench.send(held("b"))
    assert len(bench.kept) == 1


def test_the_header_names_the_feed_and_then_its_events_must_be_of_that_feed(bench: Bench) -> None:
    bench.register("other", source="urn:other")
    receipt = bench.send(held("a"), ("feed", b"other"))
    assert (receipt.feed, code_of(receipt)) == ("other", "foreign-source")
    assert verdicts(bench.send(held("a"), ("feed", b"test"))) == {"accepted": 1}
    assert code_of(bench.send(held("b"), ("feed", b"none"))) == "unregistered-feed"


def test_the_longest_source_that_a_feed_speaks_for_decides(bench: Bench) -> None:
    bench.register("north", source="urn:dure:feed:test/north")
    assert bench.send(held("a", source="urn:dure:feed:test/north/1")).feed == "north"
    assert bench.send(held("b", source="urn:dure:feed:test/south")).feed == "test"
    assert code_of(bench.send(held("c", source="urn:dure:feed:tested"))) == "unregistered-feed"
    assert code_of(bench.send(held("d", source="/" * 1_000_000))) == "unregistered-feed"


def test_a_feed_of_files_takes_no_records_and_says_so(bench: Bench) -> None:
    mapping = Path("examples/festivals.yaml").read_text(encoding="utf-8")
    bench.register("table", mapping, source="urn:table")
    for receipt in (bench.send(held("a", source="urn:table")), bench.send([], ("feed", b"table"))):
        assert code_of(receipt) == "file-feed"
        assert "`dure feed submit`" in receipt.notes[0].sentence


def test_two_feeds_of_one_source_are_told_apart_by_the_header(bench: Bench) -> None:
    bench.register("twin", source="urn:dure:feed:test")
    receipt = bench.send(held("a"))
    assert code_of(receipt) == "ambiguous-feed"
    assert "(test, twin)" in receipt.notes[0].sentence
    assert verdicts(bench.send(held("a"), ("feed", b"twin"))) == {"accepted": 1}


def test_a_feed_that_is_registered_anew_is_read_anew(bench: Bench) -> None:
    bench.send(held("a"))
    bench.register("test", source="urn:moved")
    assert code_of(bench.send(held("b"))) == "unregistered-feed"
    assert verdicts(bench.send(held("b", source="urn:moved"))) == {"accepted": 1}


@pytest.mark.parametrize("value", [None, b"", b"{", b"\xff\xfe", b"[" * 100_000, b"null"])
def test_a_poison_record_between_others_stops_none_of_them(
    bench: Bench, value: bytes | None
) -> None:
    receipts = bench.take(bench.record(held("a")), bench.record(value), bench.record(held("b")))
    assert [verdicts(one) for one in receipts] == [TAKEN, {"rejected": 1}, TAKEN]
    assert receipts[1].feed == ""


def test_a_record_at_which_the_code_fails_is_refused_and_the_others_are_taken(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    ordinary = bench.taking

    def failing(feed: object) -> object:
        taking = ordinary(feed)  # type: ignore[arg-type]  # passed on as it came
        check = taking.checker.check

        def checked(event: dict[str, str]) -> object:
            if event["id"] == "bad":
                raise ZeroDivisionError
            return check(event)

        monkeypatch.setattr(taking.checker, "check", checked)
        return taking

    monkeypatch.setattr(bench, "taking", failing)
    receipts = bench.take(*(bench.record(held(name)) for name in ("a", "bad", "b")))
    assert [verdicts(one) for one in receipts] == [TAKEN, {"rejected": 1}, TAKEN]
    assert code_of(receipts[1]) == "record-failed"
    assert (None, receipts[1].delivery) in bench.kept
    assert bench.desk.reached(TOPIC, [0])[0].next == 3


def test_persons_stay_out_of_receipts_and_of_what_quarantine_holds(bench: Bench) -> None:
    event = held("a", type="dure.community.participation_recorded.v1")
    event["data"] = {"occurred": "2025-03-02", "resident": "김철수", "activity": "010-1234-5678"}
    receipt = bench.send([event, held("b", source="010-1234-5678")])
    told = msgspec.json.encode(receipt).decode()
    assert "김철수" not in told
    assert "1234-5678" not in told
    kept = [row.content or b"" for _, row in bench.ledger.quarantined()]
    assert "1234-5678" not in bench.send(held("c", source="urn:010-1234-5678")).feed
    assert not any("김철수".encode() in content or b"1234-5678" in content for content in kept)


def test_a_receipt_of_the_worst_record_fits_into_a_record(bench: Bench) -> None:
    wild = "\x01" * 10_000
    batch = [held(f"a{number}") | {wild + str(number): 1} for number in range(60)]
    batch += [held(f"b{number}", "\x01" * 190, extra=1) for number in range(MOST_NOTES)]
    receipt = bench.send(batch)
    assert len(msgspec.json.encode(receipt)) < LARGEST_RECORD
    assert len(receipt.notes) == MOST_NOTES
    assert receipt.notes_left_out == len(batch) - MOST_NOTES


def test_a_record_as_large_as_may_be_is_taken_whole(bench: Bench) -> None:
    receipt = bench.send([held(f"a{number}") for number in range(MOST_EVENTS)])
    assert verdicts(receipt) == {"accepted": MOST_EVENTS}


def test_the_place_is_kept_with_the_facts_also_when_no_record_had_a_feed(bench: Bench) -> None:
    assert bench.desk.reached(TOPIC, [0, 1]) == {}
    bench.send(b"{")
    assert bench.desk.reached(TOPIC, [0, 1]) == {0: Reached(1, 0, "id")}
    bench.send(held("a"))
    assert bench.desk.reached(TOPIC, [0]) == {0: Reached(2, 0, "id")}


def test_a_desk_that_is_opened_later_knows_the_feeds_and_the_records(bench: Bench) -> None:
    record = bench.record(held("a"))
    [receipt] = bench.take(record)
    bench.desk = InboundDesk(bench.ledger, bench)
    assert bench.take(record) == [msgspec.structs.replace(receipt, is_repeated=True)]


pieces = st.lists(st.integers(1, 4), max_size=12)


@settings(max_examples=25, deadline=None)
@given(pieces, st.integers(0, 12))
def test_however_records_are_cut_and_repeated_the_facts_and_receipts_are_the_same(
    tmp_path_factory: pytest.TempPathFactory, cuts: list[int], back: int
) -> None:
    """A killed process begins again at an earlier place; what it answers again is the same."""
    events = [held(f"a{number % 9}", f"A{number % 5}") for number in range(18)]
    one, other = (open_bench(tmp_path_factory.mktemp("bench")) for _ in range(2))
    whole = one.take(*(one.record(event) for event in events))
    records = [other.record(event) for event in events]
    receipts: dict[int, RecordReceipt] = {}
    start = 0
    for cut in [*cuts, len(events)]:
        arrived = records[max(0, start - back) : start + cut]
        for receipt in other.take(*arrived) if arrived else ():
            receipts[receipt.offset] = msgspec.structs.replace(receipt, is_repeated=False)
        start = min(len(events), start + cut)
    assert other.facts() == one.facts()
    assert [receipts[place] for place in sorted(receipts)] == [
        msgspec.structs.replace(receipt, is_repeated=False) for receipt in whole
    ]
    for bench in (one, other):
        bench.ledger.close()


def test_a_ledger_of_many_deliveries_finds_its_feeds_without_reading_them(bench: Bench) -> None:
    for number in range(20):
        bench.send(held(f"a{number}"))
    assert len(bench.ledger.entries("feed/test")) == 21
    [registered] = bench.ledger.recorded(HOME_SOURCE, "feed:test:registered:")
    assert registered.position == 1
