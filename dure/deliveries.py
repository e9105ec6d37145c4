"""Wires the intake on a home: registers feeds, takes deliveries in, replays quarantined rows."""

import hashlib
import re
import shutil
from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import msgspec

from domain.dates import Months, Occurred
from domain.errors import MisuseError
from domain.facts import Fact
from domain.feed import Feed
from domain.ledger import Ledger
from domain.published import data_bytes, instant_of
from domain.records import Unaccepted
from domain.rules import is_pseudonym
from dure.wiring import KST, Home
from streams.checking import EventChecker
from streams.formats import read_row, read_rows
from streams.hiding import Hide, hide_persons
from streams.intake import Incoming, Intake
from streams.mapper import Mapper
from streams.mapping_file import read_mapping
from streams.quarantine import kept_row
from streams.quarantine import replay as replay_rows
from streams.receipt import DELIVERY_DIGITS, Receipt, RowNote, delivery_name
from streams.registry import RegisteredFeed, feed_source, find_feed
from streams.rows import Row, Values

_FEED_NAME: Final = re.compile(r"\w[\w.-]{0,63}")  # it names a folder and a part of ids
_HASHED_AT_ONCE: Final = 1 << 20  # bytes

Period = Months


def add_feed(
    home: Home,
    name: str,
    mapping: str,
    *,
    source: str | None = None,
    person_namespace: str | None = None,
    municipality: str | None = None,
) -> None:
    """Register a feed, or register it anew with another mapping (YAML text).

    Raises MisuseError for a name that could not name a folder.
    """
    if not _FEED_NAME.fullmatch(name):
        msg = f"{name!r} cannot name a feed: use letters, digits, '_', '.' and '-', 64 at most"
        raise MisuseError(msg)
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
    feed = find_feed(ledger, name)
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
            delivery=delivery_name(feed.name, sha256, *(period or ())),
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
        receipt = Intake(ledger, checker_of(home, None, at), is_dry_run).submit(
            incoming,
            read_rows(file, feed.mapping, received_on, feed.source, pseudonym),
            checker_of(home, feed.source, at, pseudonym),
            hide_of(feed.source, pseudonym),
            on_progress,
        )
    if not is_dry_run and not receipt.is_clean:
        kept = kept_file(home, incoming.feed, incoming.delivery)
        keep(kept, lambda target: shutil.copyfile(file, target))
    return receipt


def replay(
    home: Home, rows: Iterable[Unaccepted], patch: dict[str, Any] | None = None
) -> list[RowNote]:
    """Try quarantined rows again, with the feed's present mapping and area table.

    `patch` is laid over the data of every event, or over the cells of the row, to repair it.
    """
    notes = []
    with home.open_ledger(is_read_only=False) as ledger:
        at = _now(home, ledger)
        for row in rows:
            state = ledger.delivery(row.delivery)
            feed = feed_of(ledger, state.feed if state else "")
            again = _again(row, feed, at, patch or {}, home.pseudonym(feed.person_namespace))
            notes += replay_rows(
                ledger,
                [(row, again)],
                checker_of(home, feed.source, at),
                corrects_changes=feed.mapping.corrects_changes,
            )
    return notes


def kept_file(home: Home, feed: str, delivery: str) -> Path:
    """Where the original of a delivery is kept while some of its rows were not taken."""
    return home.folder / "feeds" / feed / "kept" / delivery


def _again(
    unaccepted: Unaccepted,
    feed: RegisteredFeed,
    at: datetime,
    patch: dict[str, Any],
    pseudonym: Callable[[str], str],
) -> Row:
    """A quarantined row as it reads now, persons hidden, those of the patch too."""

    def hidden(person: str) -> str:
        return person if is_pseudonym(person) else pseudonym(person)

    if not unaccepted.content or not unaccepted.content.startswith(b"{"):
        row = kept_row(unaccepted)
        for event in row.events if patch else ():
            stated = event.get("data")
            laid_over = hide_persons({"data": patch}, hidden)["data"]
            event["data"] = {**(stated if isinstance(stated, dict) else {}), **laid_over}
        return row
    cells = msgspec.json.decode(unaccepted.content)
    if patch:
        stated_cells: Values = {name: str(value) for name, value in patch.items()}
        cells |= msgspec.json.decode(Mapper(feed.mapping, feed.source, hidden).kept(stated_cells))
    on = at.astimezone(KST).date()
    kept = msgspec.json.encode(cells)
    return read_row(kept, unaccepted.row, feed.mapping, on, feed.source)


def checker_of(
    home: Home, source: str | None, at: datetime, pseudonym: Callable[[str], str] = str
) -> EventChecker:
    """A checker; without a pseudonymiser it is for events whose persons are hidden already."""
    return EventChecker(source, pseudonym, home.areas, at.astimezone(KST).date())


def hide_of(source: str, pseudonym: Callable[[str], str]) -> Hide:
    """Hides the persons of a feed's events, so that they may be kept."""
    return lambda event: hide_persons({"source": source, **event}, pseudonym)


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
    return (stated or home.clock()).astimezone(KST)  # days are counted in Korea


def _now(home: Home, ledger: Ledger) -> datetime:
    """The time in this home, which with a replayed clock is that of the last record."""
    recorded = ledger.head().recorded_at
    now = home.clock()
    return (now if recorded is None else max(now, instant_of(recorded))).astimezone(KST)


def _record(home: Home, name: str, what: str, fact: Fact) -> None:
    """Record what an operator states of a feed, unless it is what was stated last.

    A mapping may come back after another one: then it is stated again.
    """
    digest = hashlib.sha256(data_bytes(fact)).hexdigest()[:DELIVERY_DIGITS]
    with home.open_ledger(is_read_only=False) as ledger:
        stated = [
            entry.fact
            for entry in ledger.entries(f"feed/{name}")
            if isinstance(entry.fact, type(fact))
        ]
        if not stated or not _says_the_same(stated[-1], fact):
            ledger.record(f"feed/{name}", fact, f"feed:{name}:{what}:{len(stated)}-{digest}")


def _says_the_same(one: Fact, other: Fact) -> bool:
    """Whether two statements differ in nothing but the day on which they were made."""
    if isinstance(one, Feed.ExpectationDeclared):
        return one == other  # its day is the one from which it is expected
    return one == msgspec.structs.replace(other, occurred=one.occurred)


def _sha256(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        for part in iter(lambda: stream.read(_HASHED_AT_ONCE), b""):
            digest.update(part)
    return digest.hexdigest()


def keep(target: Path, write: Callable[[Path], object]) -> None:
    """Keep an original, whole or not at all, for nobody else to read."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    making = target.with_name(target.name + ".making")
    making.touch(mode=0o600)  # nobody else may read it while it is written either
    write(making)
    making.replace(target)
