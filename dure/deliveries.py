"""Wires the intake on a home: registers feeds, takes deliveries in, replays quarantined rows."""

import hashlib
import shutil
from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from domain.dates import Occurred
from domain.errors import MisuseError
from domain.facts import Fact
from domain.feed import Feed
from domain.ledger import Ledger
from domain.published import data_bytes
from domain.recorder import Unaccepted
from dure.wiring import KST, Home
from streams.checking import EventChecker, hide_persons
from streams.formats import read_row, read_rows
from streams.intake import Incoming, Intake, stored_events
from streams.mapping_file import read_mapping
from streams.receipt import Receipt, RowNote
from streams.registry import RegisteredFeed, feed_source, registered_feed

DELIVERY_DIGITS: Final = 16  # hex: 64 bits name a delivery among those of one ledger
_HASHED_AT_ONCE: Final = 1 << 20  # bytes

Period = tuple[str, str]


def add_feed(
    home: Home,
    name: str,
    mapping: str,
    *,
    source: str | None = None,
    person_namespace: str | None = None,
    municipality: str | None = None,
) -> None:
    """Register a feed, or register it anew with another mapping (YAML text)."""
    fact = Feed.Registered(
        occurred=home.today(),
        source=source or feed_source(name),
        format=read_mapping(mapping).format,
        person_namespace=person_namespace or name,
        mapping=mapping,
        mapping_digest=hashlib.sha256(mapping.encode()).hexdigest(),
        municipality=municipality,
    )
    _record(home, name, "registered", fact)


def expect(home: Home, name: str, every: str, kinds: tuple[str, ...], since: date) -> None:
    """Declare what a feed is expected to deliver, and how often, from a day on."""
    fact = Feed.ExpectationDeclared(occurred=Occurred.on(since), every=every, kinds=kinds)
    _record(home, name, "expected", fact)


def declare_gap(home: Home, name: str, period: Period, reason: str | None) -> None:
    """Declare that a feed observed nothing in a period (months, both included)."""
    first, last = period
    fact = Feed.GapDeclared(occurred=home.today(), period_from=first, period_to=last, reason=reason)
    _record(home, name, "gap", fact)


def feed_of(ledger: Ledger, name: str) -> RegisteredFeed:
    """A registered feed; raises MisuseError for a name that is not."""
    feed = registered_feed(name, ledger.entries(f"feed/{name}"))
    if feed is None:
        msg = f"there is no feed {name!r}: register it with `dure feed add {name}`"
        raise MisuseError(msg)
    return feed


def submit(  # noqa: PLR0913  # a delivery is described by these
    home: Home,
    file: Path,
    feed_name: str,
    *,
    period: Period | None = None,
    received_at: datetime | None = None,
    is_dry_run: bool = False,
    on_progress: Callable[[int], None] = lambda _rows: None,
) -> Receipt:
    """Take one delivery in and return its receipt; a dry run stores nothing.

    `received_at` is for homes with a replayed clock, and only for them. Raises FileRefusedError
    when the file as a whole cannot be read.
    """
    at = _received_at(home, received_at)
    sha256 = _sha256(file)
    with home.open_ledger(is_read_only=False) as ledger:
        feed = feed_of(ledger, feed_name)
        pseudonym = home.pseudonym(feed.person_namespace)
        incoming = Incoming(
            feed=feed.name,
            delivery=_delivery_id(feed.name, sha256, period),
            sha256=sha256,
            file_name=file.name,
            received_at=at,
            recorded_at=at if home.settings.is_replayed else None,
            corrects_changes=feed.mapping.corrects_changes,
            states_each_once=feed.mapping.states_each_once,
            period=period,
            kinds=feed.kinds,
        )
        received_on = at.astimezone(KST).date()
        receipt = Intake(ledger, _checker(home, feed.source, at), is_dry_run).submit(
            incoming,
            read_rows(file, feed.mapping, received_on, feed.source, pseudonym),
            _checker(home, feed.source, at, pseudonym),
            lambda event: hide_persons(event, pseudonym),
            on_progress,
        )
    if not is_dry_run and not receipt.is_clean:
        _keep(file, kept_file(home, incoming.feed, incoming.delivery))
    return receipt


def replay(
    home: Home, rows: Iterable[Unaccepted], patch: dict[str, Any] | None = None
) -> list[RowNote]:
    """Try quarantined rows again, with the feed's present mapping and area table.

    `patch` is laid over the data of every event first, to repair it.
    """
    notes = []
    with home.open_ledger(is_read_only=False) as ledger:
        for row in rows:
            state = ledger.delivery(row.delivery)
            feed = feed_of(ledger, state.feed if state else "")
            checker = _checker(home, feed.source, home.clock())
            events = _patched(_events(home, feed, row), patch)
            notes += Intake(ledger, checker).replay([(row, events)])
    return notes


def kept_file(home: Home, feed: str, delivery: str) -> Path:
    """Where the original of a delivery is kept while some of its rows were not taken."""
    return home.folder / "feeds" / feed / "kept" / delivery


def _events(home: Home, feed: RegisteredFeed, row: Unaccepted) -> list[dict[str, Any]]:
    """The events of a quarantined row, persons hidden, by the feed's present mapping."""
    events = stored_events(row)
    if events or row.content is None:
        return events
    on = home.clock().astimezone(KST).date()
    return read_row(row.content, row.row, feed.mapping, on, feed.source).events


def _patched(events: list[dict[str, Any]], patch: dict[str, Any] | None) -> list[dict[str, Any]]:
    if not patch:
        return events
    return [{**event, "data": {**event.get("data", {}), **patch}} for event in events]


def _checker(
    home: Home, source: str, at: datetime, pseudonym: Callable[[str], str] = str
) -> EventChecker:
    """A checker; without a pseudonymiser it is for events whose persons are hidden already."""
    return EventChecker(source, pseudonym, home.areas, at.astimezone(KST).date())


def _received_at(home: Home, stated: datetime | None) -> datetime:
    if stated is not None and not home.settings.is_replayed:
        msg = (
            "this home keeps the system clock; --received-at is for homes that "
            "`dure init --clock deliveries` made"
        )
        raise MisuseError(msg)
    if stated is None and home.settings.is_replayed:
        msg = "this home has a replayed clock: state --received-at for each delivery"
        raise MisuseError(msg)
    return stated or home.clock()


def _record(home: Home, name: str, what: str, fact: Fact) -> None:
    digest = hashlib.sha256(data_bytes(fact)).hexdigest()[:DELIVERY_DIGITS]
    with home.open_ledger(is_read_only=False) as ledger:
        ledger.record(f"feed/{name}", fact, f"feed:{name}:{what}:{digest}")


def _delivery_id(feed: str, sha256: str, period: Period | None) -> str:
    """The name of a delivery: the period belongs to it, or two empty months would be one."""
    parts = [feed, sha256, *(period or ())]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:DELIVERY_DIGITS]


def _sha256(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        for part in iter(lambda: stream.read(_HASHED_AT_ONCE), b""):
            digest.update(part)
    return digest.hexdigest()


def _keep(file: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    shutil.copyfile(file, target)
    target.chmod(0o600)
