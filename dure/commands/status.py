"""`dure status`: where everything stands, in one look."""

import click
import msgspec

from domain.ledger import Ledger
from dure.commands.options import home_in
from dure.output import format_option, write_rows
from dure.overdue import overdue_feeds
from dure.wiring import Home

Line = tuple[str, str, str]


@click.command()
@format_option
@click.pass_context
def status(context: click.Context, format_: str) -> None:
    """Show positions, lag, feeds overdue and rows in quarantine.

    Example: dure status
    """
    home = home_in(context)
    with home.open_ledger() as ledger:
        head = ledger.head()
        lines: list[Line] = [("ledger", "last position", f"{head.position:,}")]
        lines.append(("ledger", "recorded", head.recorded_at or "nothing yet"))
        lines.append(("ledger", "clock", "replayed" if home.settings.is_replayed else "system"))
        lines += _warehouse(home, head.position)
        lines += _worker(home)
        lines += _intake(home, ledger)
    write_rows(["part", "what", "value"], lines, format_)


def _warehouse(home: Home, head: int) -> list[Line]:
    from dure.warehousing import query  # noqa: PLC0415  # DuckDB, after the ledger was read
    from warehouse.snapshot import NoSnapshotError  # noqa: PLC0415

    try:
        [(loaded, dead)] = query(
            home,
            "select coalesce(max(sequence), 0), (select count(*) from dead) from watermark "
            "where ledger = ?",
            [home.settings.ledger],
        ).rows
    except NoSnapshotError:
        return [("warehouse", "snapshot", "none yet: run `dure load`")]
    return [
        ("warehouse", "snapshot at position", f"{loaded:,}"),
        ("warehouse", "events behind", f"{max(0, head - loaded):,}"),
        ("warehouse", "dead events", f"{dead:,}"),
    ]


def _worker(home: Home) -> list[Line]:
    """What the worker last wrote of itself; nobody can open the warehouse while it does."""
    path = home.folder / "status.json"
    if not path.exists():
        return []
    state = msgspec.json.decode(path.read_bytes())
    return [
        ("worker", name, str(value)) for name, value in state.items() if not isinstance(value, dict)
    ]


def _intake(home: Home, ledger: Ledger) -> list[Line]:
    waiting = sum(1 for _ in ledger.quarantined())
    lines: list[Line] = [("intake", "rows in quarantine", f"{waiting:,}")]
    for feed, month in overdue_feeds(home, ledger):
        lines.append(("intake", f"overdue: {feed}", f"nothing for {month} yet"))
    return lines
