"""Runs every bench and writes docs/benchmarks.md: `make bench`, or `python -m bench --quick`."""

import platform
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import click

from bench.indicators import IndicatorBench
from bench.ledger import LedgerBench
from bench.measure import Figure
from bench.warehouse import WarehouseBench

PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"
_HEAD = """# Benchmarks

Measured by `make bench` on {day}, on {machine} with two cores; Python {python}, DuckDB {duckdb},
eventsourcing {eventsourcing}. Machines are noisy: figures are medians, and each stands beside a
reference that ran in the same minutes. A figure that misses its target says so.

| what | measured | target | holds | reference |
|---|---|---|---|---|
"""


@click.command()
@click.option("--quick", is_flag=True, help="A tenth of the rows; prints, writes nothing.")
def main(*, quick: bool) -> None:
    """Measure everything and write the page."""
    lines = []
    with tempfile.TemporaryDirectory(prefix="dure-bench-") as folder:
        for figure in _figures(Path(folder), 10 if quick else 1):
            click.echo(figure.line())
            lines.append(figure.line())
    if not quick:
        PAGE.write_text(_head() + "\n".join(lines) + "\n", encoding="utf-8")


def _figures(folder: Path, divisor: int) -> Iterator[Figure]:
    yield from LedgerBench(folder / "ledger", 1_000_000 // divisor).figures()
    yield from WarehouseBench(folder / "warehouse", 1_000_000 // divisor).figures()
    yield from IndicatorBench(folder / "indicators", 10_000_000 // divisor).figures()


def _head() -> str:
    return _HEAD.format(
        day=datetime.now(UTC).date().isoformat(),
        machine=platform.machine(),
        python=platform.python_version(),
        duckdb=version("duckdb"),
        eventsourcing=version("eventsourcing"),
    )


main()
