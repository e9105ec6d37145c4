"""`dure quarantine`: the rows of deliveries (`dure.commands.feeds`) that wait for repair."""

import click

from domain.errors import MisuseError
from dure import deliveries
from dure.commands.options import home_in, parse_json_object
from dure.output import format_option, write_rows


@click.group()
def quarantine() -> None:
    """List rows in quarantine, and try them again."""


@quarantine.command("list")
@click.option("--feed", "feed_name", help="Only of this feed.")
@format_option
@click.pass_context
def list_quarantined(context: click.Context, feed_name: str | None, format_: str) -> None:
    """List the rows that wait for repair.

    Example: dure quarantine list --feed pohang-centre
    """
    with home_in(context).open_ledger() as ledger:
        rows = [
            (name, row.delivery, row.row, row.code, row.field, row.sentence)
            for name, row in ledger.quarantined()
            if feed_name in (None, name)
        ]
    write_rows(["feed", "delivery", "row", "code", "column", "sentence"], rows, format_)


@quarantine.command("replay")
@click.option("--feed", "feed_name", help="Only of this feed.")
@click.option("--delivery", help="Only of this delivery.")
@click.option("--row", type=int, help="Only this row of the delivery.")
@click.option(
    "--set", "patch", help="A JSON object laid over the row first: columns, or data of an event."
)
@format_option
@click.pass_context
def replay_quarantined(  # each is one option of the verb
    context: click.Context,
    feed_name: str | None,
    delivery: str | None,
    row: int | None,
    patch: str | None,
    format_: str,
) -> int:
    """Try rows in quarantine again, repaired by --set or by a new mapping or area table.

    Example: dure quarantine replay --delivery 0f3a... --row 12 --set '{"occurred": "2025-03"}'
    """
    if patch and (delivery is None or row is None):
        msg = "--set repairs one row: name it with --delivery and --row"
        raise MisuseError(msg)
    home = home_in(context)
    with home.open_ledger() as ledger:
        chosen = [
            one
            for name, one in ledger.quarantined()
            if feed_name in (None, name)
            and delivery in (None, one.delivery)
            and row in (None, one.row)
        ]
    notes = deliveries.replay(home, chosen, parse_json_object(patch, "--set") if patch else None)
    rows = [(note.row, note.verdict, note.code, note.sentence) for note in notes]
    write_rows(["row", "verdict", "code", "sentence"], rows, format_)
    return 1 if any(note.code != "replayed" for note in notes) else 0
