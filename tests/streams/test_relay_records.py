"""What a record of the topic says in its headers, and which records are none of dure's."""

import pytest

from streams.topic_log import ForeignRecordError, headers_of, record_of
from tests.streams.published_facts import attendances, record
from warehouse.records import Record


def sent(one: Record, **changed: bytes) -> Record:
    """The record as it comes out of the topic, some headers changed."""
    told = dict(headers_of(one, None)) | changed
    return record_of(one.partition, one.offset or 0, told.items(), one.body)


@pytest.mark.parametrize("positions", [[1], [4, 5, 6], [4, 9, 100]])
def test_a_record_comes_out_as_it_went_in(positions: list[int]) -> None:
    one = record(attendances(*positions), positions[0] - 1, offset=12)
    assert sent(one) == one


def test_the_headers_name_content_type_chain_and_municipality() -> None:
    told = dict(headers_of(record(attendances(4, 5), 3), b"47130"))
    assert told == {
        "content-type": b"application/cloudevents-batch+json",
        "ledger": b"test-ledger",
        "first": b"4",
        "last": b"5",
        "previous": b"3",
        "count": b"2",
        "municipality": b"47130",
    }


@pytest.mark.parametrize(
    "changed",
    [
        {"count": b"3"},
        {"last": b"6"},
        {"first": b"3"},
        {"previous": b"4"},
        {"previous": b"-1"},
        {"last": b"many"},
        {"ledger": b"\xff"},
    ],
)
def test_headers_that_do_not_fit_the_content_make_a_foreign_record(
    changed: dict[str, bytes],
) -> None:
    with pytest.raises(ForeignRecordError, match="at offset 0 of partition 0"):
        sent(record(attendances(4, 5), 3), **changed)


@pytest.mark.parametrize("body", [None, b"", b"[]", b"hello", b'{"sequence":4,"x":1}'])
def test_a_body_that_is_no_batch_makes_a_foreign_record(body: bytes | None) -> None:
    told = headers_of(record(attendances(4), 3), None)
    with pytest.raises(ForeignRecordError):
        record_of(0, 7, told, body)


def test_a_record_without_headers_is_foreign() -> None:
    with pytest.raises(ForeignRecordError, match="has not the headers"):
        record_of(0, 7, [], b"[]")


def test_a_truncated_batch_is_foreign() -> None:
    one = record(attendances(4, 5, 6), 3)
    for length in (10, len(one.body) // 2, len(one.body) - 1):
        with pytest.raises(ForeignRecordError):
            record_of(0, 0, headers_of(one, None), one.body[:length])
