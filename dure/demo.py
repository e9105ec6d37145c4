"""The main job on imagined feeds, from nothing to a report: what `make demo` runs.

Every step is a command of `dure` that a person could type; each is printed before it runs.
"""

import shutil
import sys
import time
from pathlib import Path

import click

from dure.cli import run
from dure.output import say


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--kafka", "through_kafka", is_flag=True, help="Through broker, relay and worker.")
@click.option("--seed", type=int, default=1, show_default=True)
def demo(folder: Path, *, through_kafka: bool, seed: int) -> None:
    """Simulate feeds, take them in, load, and write a report into FOLDER."""
    started = time.monotonic()
    shutil.rmtree(folder, ignore_errors=True)
    home, feeds, report = folder / "home", folder / "feeds", folder / "report"
    _step("simulate", "--out", str(feeds), "--seed", str(seed))
    _step("--home", str(home), "init", "--clock", "deliveries")
    _step("--home", str(home), "feed", "replay", str(feeds))
    if through_kafka:
        from dure.demo_kafka import carry  # noqa: PLC0415  # Java and Faust only when asked for

        carry(home)
    else:
        _step("--home", str(home), "load")
    _step("--home", str(home), "audit", "verify")
    _step("--home", str(home), "warehouse", "digest")
    _step("--home", str(home), "show", "S23", "--unit-type", "nation")
    _step("--home", str(home), "report", "--out", str(report))
    seconds = time.monotonic() - started
    say(f"\nDone in {seconds:.0f} s. Open {report / 'index.html'} in a browser.")


def _step(*arguments: str) -> None:
    say(f"\n$ dure {' '.join(arguments)}")
    code = run(list(arguments))
    if code:
        sys.exit(code)


if __name__ == "__main__":
    demo()
