"""A Kafka record is read as the CloudEvents binding says; whatever else comes is told."""

import json
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.json_objects import DEEPEST
from streams.kafka_events import MOST_EVENTS, Headers, Opened, open_record

EVENT: Final = {
    "specversion": "1.0",
    "id": "a",
    "source": "urn:dure:feed:village",
    "type": "dure.community.activity_held.v1",
    "subject": "community/K1",
    "data": {"occurred": "2025-03-02", "activity": "A1"},
}
STRUCTURED: Final = [("content-type", b"application/cloudevents+json")]
UNSUPPORTED: Final = "unsupported-content-type"
BATCH: Final = [("content-type", b"application/cloudevents-batch+json")]


def binary(event: dict[str, Any]) -> tuple[list[tuple[str, bytes]], bytes | None]:
    """An event as the binding lays it out: attributes in headers, the data in the value."""
    headers = [
        ("content-type" if name == "datacontenttype" else f"ce_{name}", str(value).encode())
        for name, value in event.items()
        if name != "data"
    ]
    return headers, json.dumps(event["data"]).encode() if "data" in event else None


def structured(event: Any, content_type: bytes = b"application/cloudevents+json") -> Opened:
    return open_record([("content-type", content_type)], json.dumps(event).encode())


def code_of(headers: Headers, value: bytes | None) -> str:
    """The code of a record that gives one row and no event."""
    [row] = open_record(headers, value).rows
    assert not row.events
    assert row.problem is not None
    assert row.problem.verdict == "rejected"
    return row.problem.code


names = st.text(st.characters(codec="ascii", categories=["Ll", "Nd"]), min_size=1, max_size=20)
texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
events = st.fixed_dictionaries(
    dict.fromkeys(("specversion", "id", "source", "type"), texts),
    optional={
        "subject": texts,
        "time": texts,
        "dataschema": texts,
        "datacontenttype": st.sampled_from(["application/json", "application/ce+json"]),
        "data": values,
    },
)


@settings(deadline=None)
@given(events)
def test_an_event_in_binary_mode_is_the_event_in_structured_mode(event: dict[str, Any]) -> None:
    one, other = open_record(*binary(event)), structured(event)
    assert [row.events for row in one.rows] == [row.events for row in other.rows]
    assert [row.problem for row in one.rows] == [row.problem for row in other.rows]
    if one.rows[0].events:  # else the headers alone say whose it is
        assert one.source == other.source


@settings(deadline=None)
@given(st.lists(events, max_size=5))
def test_a_batch_holds_the_events_that_come_one_by_one(batch: list[dict[str, Any]]) -> None:
    opened = structured(batch, b"application/cloudevents-batch+json")
    assert [row.number for row in opened.rows] == list(range(1, len(batch) + 1))
    assert [(row.events, row.problem) for row in opened.rows] == [
        (row.events, row.problem) for event in batch for row in structured(event).rows
    ]


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            names.map("ce_".__add__) | st.sampled_from(["content-type", "feed", "period"]),
            st.none() | st.binary(max_size=40),
        )
    ),
    st.none() | st.binary() | values.map(lambda one: json.dumps(one).encode()),
)
def test_any_record_at_all_gives_rows_and_none_stops_the_stream(
    headers: list[tuple[str, bytes | None]], value: bytes | None
) -> None:
    for row in open_record(headers, value).rows:
        assert bool(row.events) != (row.problem is not None)


@settings(deadline=None)
@given(st.binary(), st.sampled_from([STRUCTURED, BATCH, binary(EVENT)[0]]))
def test_any_value_at_all_gives_rows(value: bytes, headers: Headers) -> None:
    for row in open_record(headers, value).rows:
        assert bool(row.events) != (row.problem is not None)


@pytest.mark.parametrize(
    "content_type",
    [b"application/cloudevents+json; charset=UTF-8", b"APPLICATION/CloudEvents+JSON"],
)
def test_structured_mode_is_told_by_the_media_type_whatever_its_case(content_type: bytes) -> None:
    [row] = structured(EVENT, content_type).rows
    assert row.events == [EVENT]


def test_structured_mode_may_repeat_the_attributes_in_headers_and_the_value_holds() -> None:
    headers = [*STRUCTURED, ("ce_id", b"another"), ("traceparent", b"00-1-2-03")]
    [row] = open_record(headers, json.dumps(EVENT).encode()).rows
    assert row.events == [EVENT]


def test_the_content_type_of_binary_mode_is_the_datacontenttype_of_the_event() -> None:
    headers, value = binary(EVENT)
    [row] = open_record([*headers, ("content-type", b"application/json")], value).rows
    assert row.events == [EVENT | {"datacontenttype": "application/json"}]


def test_a_header_is_read_as_utf_8_and_not_unescaped() -> None:
    [row] = open_record(*binary(EVENT | {"id": "마을 1%20"})).rows
    assert row.events[0]["id"] == "마을 1%20"


def test_the_headers_name_the_feed_and_the_period() -> None:
    headers = [*BATCH, ("feed", b"village"), ("period", b"2025-02..2025-04")]
    opened = open_record(headers, b"[]")
    assert (opened.feed, opened.period, opened.rows) == ("village", ("2025-02", "2025-04"), [])


def test_what_a_record_would_be_as_a_file_is_its_content() -> None:
    value = json.dumps(EVENT).encode()
    assert open_record(STRUCTURED, value).content == value
    assert json.loads(open_record(*binary(EVENT)).content) == EVENT


@pytest.mark.parametrize(
    ("headers", "value", "code"),
    [
        ([], None, "empty-record"),
        ([], b"{}", "not-a-cloudevent"),
        (STRUCTURED, None, "empty-record"),
        (STRUCTURED, b"", "empty-record"),
        (STRUCTURED, b"plain", "not-json"),
        (STRUCTURED, b"[]", "not-json"),
        (BATCH, b"{}", "not-json"),
        ([("content-type", b"application/json")], b"{}", "not-a-cloudevent"),
        ([("content-type", b"application/cloudevents+avro")], b"x", UNSUPPORTED),
        ([("content-type", b"application/cloudevents+json; charset=euc-kr")], b"{}", UNSUPPORTED),
        ([("content-type", b"\xff")], b"{}", "broken-utf-8"),
        ([*STRUCTURED, *STRUCTURED], b"{}", "repeated-header"),
        ([*STRUCTURED, ("period", b"2025")], b"{}", "invalid-period"),
        ([*binary(EVENT)[0], ("content-type", b"text/csv")], b"a,b", UNSUPPORTED),
        ([*binary(EVENT)[0], ("ce_data", b"{}")], b"{}", "not-a-cloudevent"),
        (binary(EVENT)[0], b'{"a":NaN}', "not-a-json-number"),
        (binary(EVENT)[0], b'{"a":1,"a":2}', "duplicate-key"),
        (binary(EVENT)[0], b'{"a":"\\u0000"}', "nul-byte"),
        (binary(EVENT)[0], b'"' + b"a" * (1 << 20) + b'"', "row-too-long"),
        (BATCH, b"[" + b"1," * MOST_EVENTS + b"1]", "too-many-events"),
        (BATCH, b"[" + b"1," * 2_000_000 + b"1]", "too-many-events"),
    ],
)  # fmt: skip
def test_a_record_that_is_no_event_says_why(
    headers: Headers, value: bytes | None, code: str
) -> None:
    assert code_of(headers, value) == code


@pytest.mark.parametrize("name", ["specversion", "id", "source", "type"])
def test_an_event_without_an_attribute_that_every_cloudevent_has_is_rejected(name: str) -> None:
    lacking = {key: value for key, value in EVENT.items() if key != name}
    assert code_of(*binary(lacking)) == "missing-attribute"
    assert code_of(STRUCTURED, json.dumps(lacking).encode()) == "missing-attribute"
    assert structured([EVENT, lacking], b"application/cloudevents-batch+json").rows[0].events


@pytest.mark.parametrize(
    "value", [b'{"a":1},"subject":"community/K2"', b'{},"id":"b"', b"1}", b'{"a":1']
)
def test_data_cannot_add_attributes_to_its_event(value: bytes) -> None:
    assert code_of(binary(EVENT)[0], value) == "not-json"


def test_nesting_is_bounded_in_every_mode() -> None:
    deep = b'{"a":' * 2_000 + b"1" + b"}" * 2_000
    assert code_of(binary(EVENT)[0], deep) == "too-deep"
    assert code_of(STRUCTURED, deep) == "too-deep"
    [row] = open_record(BATCH, b"[" + deep + b"]").rows
    assert row.problem is not None
    assert row.problem.code == "too-deep"
    allowed = b'{"a":' * (DEEPEST - 2) + b"1" + b"}" * (DEEPEST - 2)
    assert open_record(binary(EVENT)[0], allowed).rows[0].events


def test_a_batch_that_was_cut_off_gives_the_events_before_the_cut() -> None:
    opened = open_record(BATCH, b"[" + json.dumps(EVENT).encode() + b',{"spec')
    codes = [row.problem and row.problem.code for row in opened.rows]
    assert codes == [None, "not-json", "truncated"]


def test_a_record_sent_again_with_the_right_header_is_another_delivery() -> None:
    value = json.dumps(EVENT).encode()
    wrong = open_record([("content-type", b"application/json")], value)
    again = open_record([("content-type", b"application/json")], value)
    assert wrong.sha256 == again.sha256
    assert wrong.sha256 != open_record(STRUCTURED, value).sha256


def test_the_source_is_that_of_the_first_event_that_has_one_or_of_the_header() -> None:
    nameless = {key: value for key, value in EVENT.items() if key != "source"}
    batch = [nameless, EVENT]
    assert structured(batch, b"application/cloudevents-batch+json").source == EVENT["source"]
    headers, _ = binary(EVENT)
    assert open_record(headers, b"{").source == EVENT["source"]
