"""Runs every bench and writes docs/benchmarks.md: `make bench`, or `python -m bench --quick`."""

import platform
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import click

from bench.indicators import IndicatorBench
from bench.kafka import KafkaBench
from bench.ledger import LedgerBench
from bench.measure import Figure
from bench.profile import ProfileBench
from bench.visible import VisibleBench
from bench.warehouse import WarehouseBench

PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"
PARTS = ("ledger", "warehouse", "kafka", "visible", "indicators", "profile")
_VERSIONS = (
    "duckdb",
    "eventsourcing",
    "faust-streaming",
    "kafka-python",
    "confluent-kafka",
    "quixstreams",
)
_HEAD = """# Benchmarks

Measured by `make bench` on {day}, on {machine} with two cores; Python {python}, DuckDB {duckdb},
eventsourcing {eventsourcing}, faust-streaming {faust_streaming}, kafka-python {kafka_python},
confluent-kafka {confluent_kafka}, Quix Streams {quixstreams}, and Apache Kafka 4.1 on the same two
cores. Machines are noisy: figures are medians, and each stands beside a reference that ran in the
same minutes. A figure that misses its target says so. `python -m bench PART` repeats a part:
{parts}.

| what | measured | target | holds | reference |
|---|---|---|---|---|
"""


@click.command()
@click.argument("parts", nargs=-1)
@click.option("--quick", is_flag=True, help="A tenth of the rows; prints, writes nothing.")
def main(parts: tuple[str, ...], *, quick: bool) -> None:
    """Measure everything and write the page; with PARTS measure those and what they stand on."""
    lines = []
    # A broker may still be writing as it ends; what was measured must not be lost over that.
    with tempfile.TemporaryDirectory(prefix="dure-bench-", ignore_cleanup_errors=True) as folder:
        for figure in _figures(Path(folder), 10 if quick else 1, parts or PARTS):
            click.echo(figure.line())
            lines.append(figure.line())
    if not quick and not parts:
        PAGE.write_text(_head() + "\n".join(lines) + "\n", encoding="utf-8")


def _figures(folder: Path, divisor: int, parts: Sequence[str]) -> Iterator[Figure]:
    events = 1_000_000 // divisor
    ledger = LedgerBench(folder / "ledger", events)
    if {"ledger", "kafka", "visible"}.intersection(parts):
        yield from ledger.figures()
    if "warehouse" in parts:
        yield from WarehouseBench(folder / "warehouse", events).figures()
    if "kafka" in parts:
        yield from KafkaBench(folder / "kafka", ledger.home, events).figures()
    if "visible" in parts:
        yield from VisibleBench(folder / "visible", ledger.home, 120 // divisor).figures()
    if "indicators" in parts:
        yield from IndicatorBench(folder / "indicators", 10_000_000 // divisor).figures()
    if "profile" in parts:
        yield from ProfileBench(folder / "profile", 10 if divisor == 1 else 3).figures()


def _head() -> str:
    return _HEAD.format(
        day=datetime.now(UTC).date().isoformat(),
        machine=platform.machine(),
        python=platform.python_version(),
        parts=", ".join(PARTS),
        **{name.replace("-", "_"): version(name) for name in _VERSIONS},
    )


if __name__ == "__main__":
    main()
