"""`dure feed`: what a regional body does with its deliveries; `quarantine` is for what waits."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
import yaml

from domain.errors import MisuseError
from dure import deliveries
from dure.commands.options import Day, Instant, Months, home_in
from dure.output import format_option, say, write_rows
from dure.wiring import Home
from streams.receipt import Receipt
from streams.registry import CLOUDEVENTS_MAPPING, feed_names

file_argument = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
feed_option = click.option("--feed", "feed_name", required=True, help="The feed's name.")
text_or_json = click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How the receipt is written; json lists every row that was not accepted.",
)
received_option = click.option(
    "--received-at", type=Instant(), help="When it was received; for homes with a replayed clock."
)


@click.group()
def feed() -> None:
    """Register feeds, check and submit deliveries."""


@feed.command()
@click.argument("name")
@click.option("--municipality", help="The code (mois-sgg) of the municipality that it speaks for.")
@click.option(
    "--mapping",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="What its columns mean (docs/mappings.md); CloudEvents need none.",
)
@click.option("--source", help="The feed's URI [default: urn:dure:feed:NAME].")
@click.option("--person-namespace", help="Feeds that number the same persons share one.")
@click.option(
    "--expect",
    type=click.Choice(["monthly", "quarterly", "yearly"]),
    help="How often it is expected to deliver.",
)
@click.option("--kinds", help="The types of fact that are expected, separated by commas.")
@click.option("--since", type=Day(), help="The day from which it is expected [default: today].")
@click.pass_context
def add(  # noqa: PLR0913, PLR0917  # each is one option of the verb
    context: click.Context,
    name: str,
    municipality: str | None,
    mapping: Path | None,
    source: str | None,
    person_namespace: str | None,
    expect: str | None,
    kinds: str | None,
    since: date | None,
) -> None:
    """Register a feed, or register it anew with another mapping.

    Example: dure feed add pohang-centre --municipality 47110 --mapping activities.yaml
    --expect monthly
    """
    home = home_in(context)
    deliveries.add_feed(
        home,
        name,
        mapping.read_text(encoding="utf-8") if mapping else CLOUDEVENTS_MAPPING,
        source=source,
        person_namespace=person_namespace,
        municipality=municipality,
    )
    if expect:
        stated = tuple(kind.strip() for kind in (kinds or "").split(",") if kind.strip())
        deliveries.expect(home, name, expect, stated, since or home.today().first)
    say(f"registered the feed {name}")


@feed.command("list")
@format_option
@click.pass_context
def list_(context: click.Context, format_: str) -> None:
    """List the registered feeds.

    Example: dure feed list
    """
    home = home_in(context)
    with home.open_ledger() as ledger:
        feeds = [deliveries.feed_of(ledger, name) for name in feed_names(ledger)]
    columns = ["feed", "source", "format", "municipality", "expected", "kinds"]
    rows = [
        (one.name, one.source, one.mapping.format, one.municipality, one.every, one.kinds)
        for one in feeds
    ]
    write_rows(columns, rows, format_)


@feed.command()
@file_argument
@feed_option
@received_option
@text_or_json
@click.pass_context
def check(
    context: click.Context, file: Path, feed_name: str, received_at: datetime | None, format_: str
) -> int:
    """Say what a submission would answer; the same verdicts, nothing stored.

    Example: dure feed check march.csv --feed pohang-centre
    """
    receipt = _submit(home_in(context), file, feed_name, received_at=received_at, is_dry_run=True)
    return _answer(receipt, format_)


@feed.command()
@file_argument
@feed_option
@click.option(
    "--period", type=Months(), help="The months that it covers, as 2025-02 or 2025-02..2025-04."
)
@received_option
@text_or_json
@click.pass_context
def submit(  # each is one option of the verb
    context: click.Context,
    file: Path,
    feed_name: str,
    period: tuple[str, str] | None,
    received_at: datetime | None,
    format_: str,
) -> int:
    """Take a delivery in and print its receipt; exit 1 when rows need attention.

    Example: dure feed submit march.csv --feed pohang-centre --period 2025-03
    """
    receipt = _submit(home_in(context), file, feed_name, period=period, received_at=received_at)
    return _answer(receipt, format_)


@feed.command()
@click.argument("name")
@click.option(
    "--period", type=Months(), required=True, help="The months, as 2025-02 or 2025-02..2025-04."
)
@click.option("--reason", help="Why, for whoever reads the coverage later.")
@click.pass_context
def gap(context: click.Context, name: str, period: tuple[str, str], reason: str | None) -> None:
    """Declare that nothing was observed in a period: unobserved, which is not zero.

    Example: dure feed gap pohang-centre --period 2025-02 --reason "office closed"
    """
    deliveries.declare_gap(home_in(context), name, period, reason)
    say(f"declared a gap of {name} from {period[0]} to {period[1]}")


@feed.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.pass_context
def replay(context: click.Context, folder: Path) -> None:
    """Register the feeds of a manifest and submit its deliveries in the order of receipt.

    Example: dure --home demo feed replay feeds
    """
    home = home_in(context)
    manifest = _manifest(folder)
    for one in manifest["feeds"]:
        _register(home, folder, one, date.fromisoformat(str(manifest["from"])))
    for one in manifest["deliveries"]:
        receipt = deliveries.submit(
            home,
            folder / one["file"],
            one["feed"],
            period=Months().convert(one["period"], None, None) if one.get("period") else None,
            received_at=Instant().convert(str(one["received_at"]), None, None),
        )
        say(receipt.to_text().splitlines()[1] + f"  {one['file']}")


def _submit(
    home: Home,
    file: Path,
    feed_name: str,
    *,
    period: deliveries.Period | None = None,
    received_at: datetime | None,
    is_dry_run: bool = False,
) -> Receipt:
    """As `deliveries.submit`, with a bar for whoever watches."""
    with _progress(file) as on_progress:
        return deliveries.submit(
            home,
            file,
            feed_name,
            period=period,
            received_at=received_at,
            is_dry_run=is_dry_run,
            on_progress=on_progress,
        )


def _answer(receipt: Receipt, format_: str) -> int:
    if format_ == "json":
        import msgspec  # noqa: PLC0415  # only this format needs it

        click.echo(msgspec.json.encode(receipt).decode())
    else:
        click.echo(receipt.to_text())
    return 0 if receipt.is_clean else 1


@contextmanager
def _progress(file: Path) -> Iterator[Callable[[int], None]]:
    """A bar on the terminal for long files; silent where nobody looks."""
    if not click.get_text_stream("stderr").isatty():
        yield lambda _rows: None
        return
    from rich.console import Console  # noqa: PLC0415  # 60 ms, for terminals only
    from rich.progress import MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(f"{file.name}: rows", total=None)
        yield lambda rows: progress.advance(task, rows)


def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / "manifest.yaml"
    if not path.exists():
        msg = f"{folder} holds no manifest.yaml, which names its feeds and deliveries"
        raise MisuseError(msg)
    manifest: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return manifest


def _register(home: Home, folder: Path, stated: dict[str, Any], start: date) -> None:
    mapping = (folder / stated["mapping"]).read_text(encoding="utf-8")
    deliveries.add_feed(
        home,
        stated["name"],
        mapping,
        source=stated.get("source"),
        person_namespace=stated.get("person_namespace"),
        municipality=stated.get("municipality"),
    )
    expectation = stated.get("expect")
    if expectation:
        kinds = tuple(expectation["kinds"])
        deliveries.expect(home, stated["name"], expectation["every"], kinds, start)
