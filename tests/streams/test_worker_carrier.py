"""The core of the worker: what it loads, passes by and refuses, on a real warehouse in memory."""

from collections.abc import Iterator, Mapping, Sequence

import duckdb
import pytest

from streams.carrier import LOAD_EVENTS, Batch, Carrier
from streams.topic_log import Bounds
from streams.watchdog import Exit, LeaveError
from tests.streams.published_facts import LEDGER, attendance, attendances, chain, record
from tests.streams.warehouse_sink import WarehouseSink
from warehouse.records import Record
from warehouse.tables import create_tables


@pytest.fixture
def sink() -> Iterator[WarehouseSink]:
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        create_tables(connection)
        yield WarehouseSink(connection)


def carrier(
    sink: WarehouseSink, topic: Sequence[Record] = (), ledgers: Mapping[int, str] | None = None
) -> Carrier:
    """A carrier that reads `topic` when it reads again."""
    return Carrier(sink, lambda _partition: iter(topic), ledgers=ledgers or {})


def test_consecutive_records_are_loaded_in_order(sink: WarehouseSink) -> None:
    carrier(sink).carry(chain(3, 1, 5))
    assert sink.sequences() == list(range(1, 10))
    assert sink.offsets() == {0: 3}


def test_positions_may_have_gaps_when_the_chain_has_none(sink: WarehouseSink) -> None:
    carrier(sink).carry([record(attendances(2, 5, 9), 0), record(attendances(14, 30), 9, offset=1)])
    assert sink.sequences() == [2, 5, 9, 14, 30]


def test_a_record_that_comes_again_changes_nothing(sink: WarehouseSink) -> None:
    records = chain(3, 4)
    one = carrier(sink)
    one.carry(records)
    one.carry([*records, *records])
    assert sink.sequences() == list(range(1, 8))


def test_records_cut_otherwise_load_only_what_is_new(sink: WarehouseSink) -> None:
    one = carrier(sink)
    one.carry(chain(5))
    one.carry([record(attendances(4, 5, 6, 7), 3, offset=1)])
    assert sink.sequences() == list(range(1, 8))


def test_a_missing_batch_that_the_topic_still_has_is_found_there(sink: WarehouseSink) -> None:
    topic = chain(3, 3, 3)
    carrier(sink, topic).carry([topic[0], topic[2]])
    assert sink.sequences() == list(range(1, 10))


def test_reordered_records_are_put_in_order(sink: WarehouseSink) -> None:
    one, two, three, four = chain(2, 2, 2, 2)
    topic = [one, four, three, two]
    carrier(sink, topic).carry(topic)
    assert sink.sequences() == list(range(1, 9))


def test_a_batch_that_is_nowhere_in_the_topic_ends_the_worker_as_a_gap(
    sink: WarehouseSink,
) -> None:
    topic = chain(3, 3, 3, gap_after=1)
    with pytest.raises(LeaveError, match="events after 3 up to 6 are missing") as left:
        carrier(sink, topic).carry(topic)
    assert left.value.reason is Exit.GAP
    assert sink.sequences() == [1, 2, 3]
    assert sink.offsets() == {0: 1}  # so the next start meets the gap again


def test_the_same_position_with_other_content_ends_the_worker_as_a_fork(
    sink: WarehouseSink,
) -> None:
    one = carrier(sink)
    one.carry(chain(3))
    forged = record([attendance(1), attendance(2, note="x"), attendance(3)], 0, offset=1)
    with pytest.raises(LeaveError, match="position 2 is loaded with digest") as left:
        one.carry([forged])
    assert left.value.reason is Exit.FORK
    assert sink.sequences() == [1, 2, 3]


def test_a_record_that_leaves_out_what_is_loaded_ends_the_worker_as_a_fork(
    sink: WarehouseSink,
) -> None:
    one = carrier(sink)
    one.carry(chain(3, 3))
    with pytest.raises(LeaveError, match="6 is loaded in between") as left:
        one.carry([record(attendances(8, 9), 3, offset=2)])
    assert left.value.reason is Exit.FORK


def test_two_ledgers_in_one_partition_end_the_worker_as_a_fork(sink: WarehouseSink) -> None:
    other = record(attendances(1), 0, ledger="other")
    with pytest.raises(LeaveError, match="carries the ledger test-ledger") as left:
        carrier(sink, ledgers={0: LEDGER}).carry([other])
    assert left.value.reason is Exit.FORK


def test_two_ledgers_on_two_partitions_fill_one_warehouse(sink: WarehouseSink) -> None:
    both = [
        record(attendances(1, 2), 0),
        record(attendances(1), 0, partition=1, ledger="other"),
        record(attendances(3), 2, offset=1),
        record(attendances(2, 3, 4), 1, partition=1, ledger="other", offset=1),
    ]
    carrier(sink).carry(both)
    assert sink.query("select ledger, count(*) from log group by all order by all") == [
        ("other", 4),
        (LEDGER, 3),
    ]
    assert sink.offsets() == {0: 2, 1: 2}


def test_a_new_carrier_goes_on_where_the_warehouse_stands(sink: WarehouseSink) -> None:
    topic = chain(4, 4, 4)
    carrier(sink).carry(topic[:2])
    again = carrier(sink, ledgers={0: LEDGER})
    assert (again.next_offsets, again.positions) == ({0: 2}, {LEDGER: 8})
    again.carry(topic[2:])
    assert sink.sequences() == list(range(1, 13))


def test_a_topic_that_was_rebuilt_alike_is_read_again_and_followed(sink: WarehouseSink) -> None:
    carrier(sink).carry(chain(2, 2, 2, 2))
    rebuilt = chain(5, 5)
    again = carrier(sink, rebuilt, {0: LEDGER})
    again.verify({0: Bounds(0, 2)})
    assert sink.sequences() == list(range(1, 11))
    assert again.next_offsets == {0: 2}
    assert sink.offsets() == {0: 2}


def test_a_topic_that_lost_what_is_loaded_ends_the_worker_as_rebuilt(sink: WarehouseSink) -> None:
    carrier(sink).carry(chain(2, 2, 2, 2))
    for rest in (chain(5), []):
        with pytest.raises(LeaveError, match="let the relay fill the topic") as left:
            carrier(sink, rest, {0: LEDGER}).verify({0: Bounds(0, len(rest))})
        assert left.value.reason is Exit.REBUILT
    assert sink.sequences() == list(range(1, 9))


def test_a_topic_that_was_rebuilt_otherwise_ends_the_worker_as_a_fork(sink: WarehouseSink) -> None:
    carrier(sink).carry(chain(2, 2, 2))
    other = [record([attendance(n, note="x") for n in range(1, 9)], 0)]
    with pytest.raises(LeaveError, match="comes again") as left:
        carrier(sink, other, {0: LEDGER}).verify({0: Bounds(0, 1)})
    assert left.value.reason is Exit.FORK


def test_an_event_that_does_not_cast_is_put_aside_and_the_rest_goes_on(
    sink: WarehouseSink,
) -> None:
    good = attendances(1, 2, 3)
    good[1] = good[1]._replace(body=good[1].body.replace(b'"from":"2025-03-', b'"from":"2025-99-'))
    told: list[int | None] = []
    one = Carrier(
        sink,
        lambda _partition: iter(()),
        ledgers={},
        on_load=lambda _, loaded, _seconds: told.extend(dead.sequence for dead in loaded.dead),
    )
    one.carry([record(good, 0), record(attendances(4), 3, offset=1)])
    assert sink.sequences() == [1, 3, 4]
    assert told == [2]
    assert [event.sequence for event in sink.dead()] == [2]


def test_a_batch_is_full_at_ten_thousand_events() -> None:
    batch = Batch()
    events = attendances(*range(1, 1001))
    for _ in range(LOAD_EVENTS // 1000 - 1):
        batch.add(record(events, 0))
    assert not batch.is_full
    batch.add(record(events, 0))
    assert batch.is_full
    assert len(batch.take()) == LOAD_EVENTS // 1000
    assert not batch.is_full
    assert batch.take() == []
