"""An expert's loop: librdkafka in, `from_json` into the log alone, the offset beside the rows.

`python -m bench.contenders.by_hand BOOTSTRAP TOPIC EVENTS FILE` prints the seconds that it took
from the first record on. No gap check, no dedupe, no typed facts.
"""

import sys
import time
from pathlib import Path

from confluent_kafka import Consumer, TopicPartition

from bench.contenders.log_table import count, create, write

_EVENTS_PER_LOAD = 10_000


def main(bootstrap: str, topic: str, events: int, file: Path) -> float:
    """Carry all events; gives the seconds from the first record on."""
    consumer = Consumer(
        {
            "bootstrap.servers": bootstrap,
            "group.id": f"by-hand-{file.name}",
            "enable.auto.commit": False,
            "fetch.max.bytes": 52_428_800,
            "max.partition.fetch.bytes": 8_388_608,
        }
    )
    consumer.assign([TopicPartition(topic, 0, 0)])
    connection = create(file)
    bodies: list[bytes] = []
    waiting = loaded = 0
    began = 0.0
    while loaded < events:
        for message in consumer.consume(32, 1.0):
            began = began or time.perf_counter()
            bodies.append(message.value())
            waiting += int(dict(message.headers())["count"])
            if waiting >= _EVENTS_PER_LOAD or loaded + waiting >= events:
                write(connection, bodies, message.offset() + 1)
                loaded += waiting
                bodies, waiting = [], 0
    taken = time.perf_counter() - began
    assert count(connection) == events
    return taken


if __name__ == "__main__":
    print(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), Path(sys.argv[4])))
