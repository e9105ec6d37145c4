"""Quix Streams 3 with a sink for DuckDB, as its documentation tells to write one: the log alone.

`python -m bench.contenders.quix BOOTSTRAP TOPIC EVENTS FILE [raw]` prints the seconds that it took
from the first record on. Batches are read as JSON and spread to events, which the sink writes as
one Arrow table; with `raw` the sink hands the bytes to DuckDB instead, as dure does.
"""

import json
import logging
import sys
import time
from pathlib import Path
from typing import Any

import pyarrow as pa
from quixstreams import Application
from quixstreams.sinks import BatchingSink, SinkBatch

from bench.contenders.log_table import count, create, write

_RECORDS_PER_LOAD = 10  # a checkpoint, which writes; 1,000 events each
_COLUMNS = ("sequence", "id", "type", "subject", "data")


class _EventSink(BatchingSink):
    """Writes the events of a checkpoint as one Arrow table, in one transaction."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.connection = create(file)
        self.began = self.ended = 0.0

    def add(self, *args: Any, **kwargs: Any) -> None:
        self.began = self.began or time.perf_counter()
        super().add(*args, **kwargs)

    def write(self, batch: SinkBatch) -> None:
        items = list(batch)
        self.connection.execute("begin")
        columns = {name: [item.value[name] for item in items] for name in _COLUMNS[:-1]}
        columns["data"] = [json.dumps(item.value["data"], ensure_ascii=False) for item in items]
        self.connection.register("arrived", pa.table(columns))
        self.connection.execute("insert into log select * from arrived")
        self.connection.execute("update place set next_offset = ?", [items[-1].offset + 1])
        self.connection.execute("commit")
        self.ended = time.perf_counter()


class _RawSink(_EventSink):
    """Hands the records of a checkpoint to DuckDB as they are."""

    def write(self, batch: SinkBatch) -> None:
        items = list(batch)
        write(self.connection, [item.value for item in items], items[-1].offset + 1)
        self.ended = time.perf_counter()


def main(bootstrap: str, topic: str, events: int, file: Path, *, is_raw: bool) -> float:
    """Carry all events; gives the seconds from the first record on."""
    logging.disable()
    app = Application(
        broker_address=bootstrap,
        consumer_group=f"quix-{file.name}",
        auto_offset_reset="earliest",
        commit_every=_RECORDS_PER_LOAD,
        commit_interval=60.0,
        auto_create_topics=False,
        state_dir=file.with_suffix(".state"),
        consumer_extra_config={"max.partition.fetch.bytes": 8_388_608},
    )
    source = app.topic(topic, value_deserializer="bytes" if is_raw else "json")
    sink = _RawSink(file) if is_raw else _EventSink(file)
    frame = app.dataframe(source)
    if not is_raw:
        frame = frame.apply(lambda batch: batch, expand=True)
    frame.sink(sink)
    app.run(count=events if not is_raw else events // 1_000, timeout=30)
    assert count(sink.connection) == events
    return sink.ended - sink.began


if __name__ == "__main__":
    arguments = sys.argv[1], sys.argv[2], int(sys.argv[3]), Path(sys.argv[4])
    print(main(*arguments, is_raw=sys.argv[5:] == ["raw"]))
