"""Reads the CloudEvents of one Kafka record, as the Kafka protocol binding 1.0 lays them out.

`streams.inbound` receives the records, `streams.inbound_desk` takes in what this module gives: the
same rows that `streams.json_rows` gives of a file with the same events.
"""

import hashlib
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Final, NamedTuple

import msgspec

from domain.dates import Months, months_of
from streams.json_array import Element, array_elements
from streams.json_objects import read_object
from streams.json_rows import unreadable
from streams.rows import Problem, Row, RowProblemError, UnreadableRowError, shown

MOST_EVENTS: Final = 10_000  # of one record: it is taken in one transaction, in some 50 MB
_MOST_COMMAS: Final = 40 * MOST_EVENTS  # an event has a dozen; a list of numbers has more
FEED_HEADER: Final = "feed"
PERIOD_HEADER: Final = "period"
_CONTENT_TYPE: Final = "content-type"
_ATTRIBUTE: Final = "ce_"
_SOURCE: Final = "ce_source"
_CLOUDEVENTS: Final = "application/cloudevents"
_STRUCTURED: Final = "application/cloudevents+json"
_BATCH: Final = "application/cloudevents-batch+json"  # of the JSON format, beyond the binding
_REQUIRED: Final = ("specversion", "id", "source", "type")
_UTF_8: Final = frozenset({"utf-8", "utf8", "us-ascii"})

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder().decode
_decode_batch = msgspec.json.Decoder(list[msgspec.Raw]).decode

Headers = Iterable[tuple[str, bytes | None]]


class Opened(NamedTuple):
    """What a record holds. `content` is the file of CloudEvents (JSON) that would say the same.

    `sha256` is that of the content; where a record cannot be read, of what made it so as well.
    `feed` and `period` are those of its headers, `source` that of the first event that has one.
    """

    content: bytes
    sha256: str
    rows: list[Row]
    feed: str | None = None
    source: str | None = None
    period: Months | None = None


def open_record(headers: Headers, value: bytes | None) -> Opened:
    """The events of a record, each in its row, or one row with the reason why there are none."""
    named = [(name, text) for name, text in headers if text is not None and _is_ours(name)]
    try:
        told = _told(named)
        content = _content(told, value)
        rows = list(_rows(told, content))
        period = _period(told.get(PERIOD_HEADER))
    except RowProblemError as error:
        return _unreadable(named, value or b"", error)
    digest = hashlib.sha256(content).hexdigest()
    source = _source(rows) or told.get(_SOURCE) or None
    return Opened(content, digest, list(map(_whole, rows)), told.get(FEED_HEADER), source, period)


def _is_ours(name: str) -> bool:
    return name in (_CONTENT_TYPE, FEED_HEADER, PERIOD_HEADER) or name.startswith(_ATTRIBUTE)


def _unreadable(headers: list[tuple[str, bytes]], value: bytes, error: RowProblemError) -> Opened:
    """A record whose only row says what is wrong; sent again with right headers it is another."""
    digest = hashlib.sha256(value)
    for name, text in sorted(headers):
        digest.update(b"\0".join((b"", name.encode(), text)))
    told = {name: text.decode(errors="replace") for name, text in headers}
    rows = [unreadable(1, error)]
    return Opened(value, digest.hexdigest(), rows, told.get(FEED_HEADER), told.get(_SOURCE))


def _told(headers: list[tuple[str, bytes]]) -> dict[str, str]:
    """The headers as text."""
    told: dict[str, str] = {}
    for name, value in headers:
        if name in told:
            msg = f"the header {shown(name)} stands twice: which one holds?"
            raise UnreadableRowError("repeated-header", msg)
        try:
            told[name] = value.decode()
        except UnicodeDecodeError:
            msg = f"the header {shown(name)} is not in UTF-8"
            raise UnreadableRowError("broken-utf-8", msg) from None
    return told


def _is_structured(told: dict[str, str]) -> bool:
    return told.get(_CONTENT_TYPE, "").lower().startswith(_CLOUDEVENTS)


def _content(told: dict[str, str], value: bytes | None) -> bytes:
    """The record as JSON: its value in structured mode, put together in binary mode."""
    if _is_structured(told):
        if not value:
            raise UnreadableRowError("empty-record", "the record has no value")
        return value
    attributes = {
        name.removeprefix(_ATTRIBUTE): text
        for name, text in sorted(told.items())
        if name.startswith(_ATTRIBUTE)
    }
    if not attributes:
        if not value:
            raise UnreadableRowError("empty-record", "the record has neither value nor headers")
        msg = (
            f"the record is no CloudEvent: send {_STRUCTURED} as header content-type, or the "
            "attributes as headers ce_id, ce_source, ce_type, ce_specversion"
        )
        raise UnreadableRowError("not-a-cloudevent", msg)
    if "data" in attributes:
        msg = "the data of an event in binary mode is the record's value, not a header"
        raise UnreadableRowError("not-a-cloudevent", msg)
    if _CONTENT_TYPE in told:
        attributes["datacontenttype"] = told[_CONTENT_TYPE]
    return _joined(attributes, value)


def _joined(attributes: dict[str, str], value: bytes | None) -> bytes:
    """One event in structured mode, its data byte for byte."""
    event = _encode(attributes)
    if not value:
        return event
    media_type = attributes.get("datacontenttype")
    if media_type is not None and not _is_json(media_type):
        msg = f"the data is {shown(media_type)}, and only JSON is taken: application/json"
        raise UnreadableRowError("unsupported-content-type", msg)
    if not _is_one_value(value):  # behind whose end other attributes could follow
        read_object(value)  # which says what is wrong with it
    return event[:-1] + b',"data":' + value + b"}"


def _is_one_value(value: bytes) -> bool:
    try:
        _decode(value)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return False
    return True


def _is_json(media_type: str) -> bool:
    """Whether a media type is JSON, in the encoding that JSON has."""
    name, *parameters = (part.strip().lower() for part in media_type.split(";"))
    charsets = [part.partition("=")[2].strip('"') for part in parameters if "charset" in part]
    is_named_so = name.endswith(("/json", "+json"))
    return is_named_so and _UTF_8.issuperset(charsets)


def _rows(told: dict[str, str], content: bytes) -> Iterator[Row]:
    """The rows of a record."""
    if not _is_structured(told):
        yield _row(1, content)
        return
    content_type = told[_CONTENT_TYPE]
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type not in (_STRUCTURED, _BATCH) or not _is_json(content_type):
        msg = f"events are not read in {shown(content_type)}: send {_STRUCTURED}"
        raise UnreadableRowError("unsupported-content-type", msg)
    if media_type == _STRUCTURED:
        yield _row(1, content)
        return
    if not content.lstrip().startswith(b"["):
        msg = "a batch is a JSON array of events"
        raise UnreadableRowError("not-json", msg)
    for number, element in enumerate(_elements(content), 1):
        if number > MOST_EVENTS:
            msg = f"a record holds at most {MOST_EVENTS:,} events: send smaller batches, or a file"
            raise UnreadableRowError("too-many-events", msg)
        yield _row(number, element) if isinstance(element, bytes) else unreadable(number, element)


def _elements(content: bytes) -> Iterable[Element]:
    """The elements of a batch; one that is not in order is looked at as a broken file is."""
    if content.count(b",") <= _MOST_COMMAS:
        try:
            return map(bytes, _decode_batch(content))
        except (msgspec.MsgspecError, ValueError, RecursionError):
            pass
    return array_elements(BytesIO(content))


def _row(number: int, raw: bytes) -> Row:
    try:
        return Row(number, [read_object(raw)], None, raw)
    except RowProblemError as error:
        return unreadable(number, error, raw)


def _whole(row: Row) -> Row:
    """The row, rejected when its event lacks an attribute that every CloudEvent has."""
    for event in row.events:
        for name in _REQUIRED:
            if event.get(name) is None:
                sentence = f"the event has no {name}, which every CloudEvent has"
                problem = Problem("missing-attribute", sentence, name, "rejected")
                return Row(row.number, [], problem, row.raw)
    return row


def _source(rows: list[Row]) -> str | None:
    sources = (event.get("source") for row in rows for event in row.events)
    return next((source for source in sources if isinstance(source, str)), None)


def _period(stated: str | None) -> Months | None:
    if stated is None:
        return None
    period = months_of(stated.strip())
    if period is None:
        msg = f"{shown(stated)} is no period; write 2025-02 or 2025-02..2025-04"
        raise UnreadableRowError("invalid-period", msg)
    return period
