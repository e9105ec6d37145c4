"""The topic of facts as a log: what a Kafka record says in its headers, and reading it by offset.

`streams.relay` writes these records and asks where the log ends; `streams.worker` receives them
through Faust and reads the log itself only when something is missing.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from typing import Final, NamedTuple, Self

from kafka import KafkaConsumer, TopicPartition

from streams.cluster import Cluster
from warehouse.records import Record

CONTENT_TYPE: Final = b"application/cloudevents-batch+json"
_NUMBERS: Final = ("first", "last", "previous", "count")
_POLL_MS: Final = 1_000
_FOREIGN_AT_END: Final = 100  # a stray record or two, not another program's topic
_SILENT_POLLS: Final = 10  # ten seconds without a record that is there: the broker is gone
_LOOKING_POLLS: Final = 2  # who only wants to know has less patience
_EVENT_START: Final = b'{"sequence":'  # every published fact begins so, and none holds it within
_RECORDED: Final = re.compile(rb'"recordedtime":"([^"]+)"')  # stands before what a feed wrote


class ForeignRecordError(Exception):
    """A record in the topic that no relay of dure wrote."""


class UnreadableTopicError(Exception):
    """The broker says that there are records, and does not give them."""


class Bounds(NamedTuple):
    """The first offset that a partition still has and the one after its last."""

    begin: int
    end: int


def headers_of(record: Record, municipality: bytes | None) -> list[tuple[str, bytes]]:
    """What a record tells unopened; `municipality` only where all its events share it."""
    headers = [("content-type", CONTENT_TYPE), ("ledger", record.ledger.encode())]
    headers += [(name, b"%d" % getattr(record, name)) for name in _NUMBERS]
    if municipality is not None:
        headers.append(("municipality", municipality))
    return headers


def record_of(
    partition: int, offset: int, headers: Iterable[tuple[str, bytes]], body: bytes | None
) -> Record:
    """The record that a relay wrote; raises ForeignRecordError when it is none.

    Headers and content must agree: a watermark must never pass an event that was not there.
    """
    told = dict(headers)
    where = f"the record at offset {offset} of partition {partition}"
    try:
        ledger = told["ledger"].decode()
        first, last, previous, count = (int(told[name]) for name in _NUMBERS)
    except (KeyError, ValueError) as error:
        msg = f"{where} has not the headers of a batch of facts"
        raise ForeignRecordError(msg) from error
    record = Record(ledger, partition, offset, first, last, previous, count, body or b"")
    if not _is_coherent(record):
        msg = f"{where} does not hold the {count} events {first}-{last} that its headers name"
        raise ForeignRecordError(msg)
    return record


def recorded_at(record: Record) -> datetime | None:
    """When the first event of a record was recorded in its ledger."""
    found = _RECORDED.search(record.body)
    return None if found is None else datetime.fromisoformat(found[1].decode())


def _is_coherent(record: Record) -> bool:
    """Whether the body begins, ends and counts as the headers say; without parsing it."""
    body = record.body
    ends = body.rfind(_EVENT_START)
    return (
        0 <= record.previous < record.first <= record.last
        and body.startswith(b"[" + _event_start(record.first))
        and body.startswith(_event_start(record.last), ends)
        and body.endswith(b"}]")
        and body.count(_EVENT_START) == record.count
    )


def _event_start(position: int) -> bytes:
    return _EVENT_START + b"%d," % position


class TopicLog:
    """Reads a topic by offset, outside any group; a context manager, for one thread.

    Its methods raise KafkaError when the broker does not answer.
    """

    def __init__(self, cluster: Cluster, topic: str) -> None:
        self.topic = topic
        self._consumer: KafkaConsumer = cluster.consumer()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._consumer.close()

    def partitions(self) -> list[int]:
        """The partitions that the topic has; empty when there is no such topic."""
        return sorted(self._consumer.partitions_for_topic(self.topic) or ())

    def bounds(self, partitions: Iterable[int]) -> dict[int, Bounds]:
        """Where each partition begins and ends now."""
        asked = [TopicPartition(self.topic, partition) for partition in partitions]
        begins = self._consumer.beginning_offsets(asked)
        ends = self._consumer.end_offsets(asked)
        return {tp.partition: Bounds(begins[tp], ends[tp]) for tp in asked}

    def last(self, partition: int) -> Record | None:
        """The last record of a partition that a relay wrote; None when it is empty.

        Raises UnreadableTopicError when that lies too far back under foreign records.
        """
        begin, end = self.bounds([partition])[partition]
        for offset in range(end - 1, max(begin, end - _FOREIGN_AT_END) - 1, -1):
            for record in self._read(partition, offset, offset + 1):
                return record
        if end > begin:
            msg = f"the last records of {self.topic} are none of dure's"
            raise UnreadableTopicError(msg)
        return None

    def first(self, partition: int, offset: int) -> Record | None:
        """The first record of a partition from an offset on; None when nothing comes soon."""
        begin, end = self.bounds([partition])[partition]
        with suppress(UnreadableTopicError):
            return next(self._read(partition, max(begin, offset), end, _LOOKING_POLLS), None)
        return None

    def read(self, partition: int) -> Iterator[Record]:
        """Every record of a partition, from where it begins to where it ends at the call.

        Foreign records are passed by: a batch that is missing shows in the next one's `previous`.
        """
        begin, end = self.bounds([partition])[partition]
        return self._read(partition, begin, end)

    def _read(
        self, partition: int, begin: int, end: int, silent_polls: int = _SILENT_POLLS
    ) -> Iterator[Record]:
        assigned = TopicPartition(self.topic, partition)
        self._consumer.assign([assigned])
        self._consumer.seek(assigned, begin)
        silent = 0
        while (position := self._consumer.position(assigned)) < end:
            arrived = self._consumer.poll(_POLL_MS).get(assigned, ())
            silent = 0 if arrived else silent + 1
            if silent > silent_polls:
                msg = f"{self.topic} ends at offset {end} and gives nothing from {position} on"
                raise UnreadableTopicError(msg)
            for message in arrived:
                if message.offset < end:
                    with suppress(ForeignRecordError):
                        yield record_of(partition, message.offset, message.headers, message.value)
