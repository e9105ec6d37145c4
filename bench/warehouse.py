"""Ledger to warehouse, live and as a rebuild, against DuckDB writing the log alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from bench.measure import Figure, medians
from bench.rows import event
from dure.warehousing import EVENTS_PER_FOLD
from streams.embedded import EVENTS_PER_RECORD
from warehouse.file import WarehouseFile
from warehouse.pipeline import Pipeline
from warehouse.records import Record

BATCH = 10_000
REBUILD_BATCH = 50_000
_HEAD = b'{"sequence":%d,"recordedtime":"2025-04-01T00:00:00.000000Z","basis":"reported","digest":"'
_DIGEST = b"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
_LOG_ALONE = """
insert into bare select e.sequence, e.id, e.type, e.subject, e.data
from (select unnest(from_json(body, '[{"sequence": "UBIGINT", "id": "VARCHAR", "type": "VARCHAR",
"subject": "VARCHAR", "data": "JSON"}]')) as e from bodies)
"""


@dataclass(frozen=True)
class WarehouseBench:
    """Measures in a folder; `events` is one million for the published figures."""

    folder: Path
    events: int

    def figures(self) -> Iterator[Figure]:
        """Both batch sizes against the log alone, which is what a hand-written loop would do."""
        self.folder.mkdir(parents=True)
        records = _records(self.events, EVENTS_PER_RECORD)
        live, rebuilt, bare = medians(
            3,
            lambda: self._load(records, BATCH),
            lambda: self._load(records, REBUILD_BATCH),
            lambda: self._bare(records, BATCH),
        )
        rate, bare_rate = self.events / live, self.events / bare
        yield Figure(
            f"ledger to warehouse, {self.events:,} events in batches of {BATCH:,}",
            f"{rate:,.0f} events/s",
            ">= 100,000",
            rate >= 100_000,
            f"DuckDB, log alone: {bare_rate:,.0f} events/s, ratio {rate / bare_rate:.2f}",
        )
        again = self.events / rebuilt
        yield Figure(
            f"the same in batches of {REBUILD_BATCH:,}, as a rebuild",
            f"{again:,.0f} events/s",
            ">= 130,000",
            again >= 130_000,
            f"ratio {again / bare_rate:.2f}",
        )

    def _fresh(self) -> Path:
        return self.folder / f"warehouse-{len(list(self.folder.glob('warehouse-*')))}"

    def _load(self, records: list[Record], batch: int) -> None:
        """As the followers do: the next batch is read ahead, and the file is folded at times."""
        parts = list(_parts(records, batch))
        loads_per_fold = EVENTS_PER_FOLD // batch
        with WarehouseFile(self._fresh()) as file, Pipeline(file.connection) as pipeline:
            pipeline.prepare(parts[0])
            for number, part in enumerate(parts, 1):
                for following in parts[number : number + 1]:
                    pipeline.prepare(following)
                pipeline.load(part)
                if number % loads_per_fold == 0:
                    file.fold()

    def _bare(self, records: list[Record], batch: int) -> None:
        with WarehouseFile(self._fresh()) as file:
            connection = file.connection
            connection.execute(
                "create table bare (sequence ubigint, id text, type text, subject text, data json)"
            )
            for part in _parts(records, batch):
                connection.execute("begin")
                bodies = [record.body.decode() for record in part]
                connection.register("bodies", pa.table({"body": bodies}))
                connection.execute(_LOG_ALONE)
                connection.execute("commit")


def _parts(records: list[Record], events: int) -> Iterator[list[Record]]:
    step = events // EVENTS_PER_RECORD
    for start in range(0, len(records), step):
        yield records[start : start + step]


def _records(events: int, batch: int) -> list[Record]:
    records = []
    for first in range(1, events + 1, batch):
        last = min(first + batch - 1, events)
        body = b"[" + b",".join(_published(number) for number in range(first, last + 1)) + b"]"
        records.append(Record("bench", 0, None, first, last, first - 1, last - first + 1, body))
    return records


def _published(number: int) -> bytes:
    """The event of `bench.rows` as the ledger publishes it, about 500 bytes."""
    inbound = event(number).rstrip()[1:]
    day = inbound.split(b'"occurred":"')[1][:10]
    interval = b'"occurred":{"from":"%s","to":"%s","precision":"day"}' % (day, day)
    return _HEAD % number + _DIGEST + b'",' + inbound.replace(b'"occurred":"%s"' % day, interval)
