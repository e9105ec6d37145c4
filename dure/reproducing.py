"""Wires the rebuilding of publications: from the ledger alone, under the definitions of their time.

`dure.publishing` records publications; here they are found, built again and compared, and what
changed since is split by its causes.
"""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import ClassVar, NamedTuple

from domain.audit import kept_head, verify
from domain.errors import DureError, MisuseError
from domain.history import heads
from domain.ledger import HOME_SOURCE, PUBLISHED, Ledger
from domain.publication import Publication
from domain.published import Published, instant_of
from dure.adopting import adopted_area_table, adopted_digest, adopted_reference, adopted_set
from dure.wiring import Home
from streams.embedded import batches
from warehouse.framework_terms import Framework
from warehouse.publication.figures import Figure, pinned_figures, pinned_framework
from warehouse.publication.files import Files, data_files, engine_versions, outputs_digest
from warehouse.publication.restating import Restatement, Values, restatements, values_of
from warehouse.publication.scratch import Scratch


class NotReproducedError(DureError):
    """What the ledger gives is not what was published."""

    code: ClassVar[str] = "not-reproduced"


class Pins(NamedTuple):
    """On what figures stand: the log up to a position, as known at K, definitions, areas."""

    position: int
    known_at: datetime
    definitions: str
    area_table: str


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A publication built again: its event, its figures, its files."""

    event: Publication.Published
    figures: tuple[Figure, ...]
    files: Files


def publications(ledger: Ledger) -> list[str]:
    """The ids of all publications, in the order recorded."""
    ids = ledger.recorded_ids(HOME_SOURCE, PUBLISHED)
    return [id_.removeprefix(PUBLISHED) for id_ in ids]


def publication(ledger: Ledger, id_: str) -> Publication.Published:
    """The event of a publication; raises MisuseError for an id that there is not."""
    for entry in heads(ledger.entries(f"publication/{id_}")):
        if isinstance(entry.fact, Publication.Published):
            return entry.fact
    known = ", ".join(publications(ledger)) or "none"
    msg = f"there is no publication {id_!r}; published are: {known}"
    raise MisuseError(msg)


def reproduce(home: Home, id_: str) -> Rebuilt:
    """Build a publication again from the ledger alone; the bytes are those of its pins.

    The ledger's chain is verified first. Raises NotReproducedError, with what differs.
    """
    with home.open_ledger() as ledger:
        event = publication(ledger, id_)
        _verify(home, ledger, event)
        with _scratch(home, ledger, event.known_position) as scratch:
            figures = _figures(scratch, ledger, _framework(event), pins_of(event))
    files = data_files(figures)
    if outputs_digest(files) != event.outputs_digest:
        here = engine_versions()
        why = "" if here in event.engine_versions else f"; written by other versions: {here}"
        msg = f"the figures of {id_} come out otherwise than they were published{why}"
        raise NotReproducedError(msg)
    return Rebuilt(event, figures, files)


def restate(home: Home, id_: str, later: str | None = None) -> list[Restatement]:
    """How the figures of a publication have changed, up to a later one or to the end of the log."""
    with home.open_ledger() as ledger:
        event = publication(ledger, id_)
        new = present_pins(home, ledger) if later is None else pins_of(publication(ledger, later))
        return restated(home, ledger, event, new)


def restated(
    home: Home, ledger: Ledger, event: Publication.Published, new: Pins
) -> list[Restatement]:
    """The figures of a publication that have another value under later pins."""
    if new.position < event.known_position:
        msg = "the later publication knows less than the earlier one: name them the other way round"
        raise MisuseError(msg)
    with _scratch(home, ledger, new.position) as scratch:
        return list(restatements(_states(scratch, ledger, event, new)))


def present_pins(home: Home, ledger: Ledger) -> Pins:
    """What would be pinned now: the whole log, and what was adopted last."""
    _, known_at = home.horizon(None, None)
    area_table = adopted_area_table(ledger)
    return Pins(
        position=ledger.position_at(known_at),
        known_at=known_at,
        definitions=adopted_digest(ledger) or "",
        area_table=area_table.digest if area_table else "",
    )


def pins_of(event: Publication.Published) -> Pins:
    """The pins of a publication."""
    return Pins(
        position=event.known_position,
        known_at=instant_of(event.known_at or ""),
        definitions=event.definitions_digest,
        area_table=event.area_table_digest or "",
    )


def _states(
    scratch: Scratch, ledger: Ledger, event: Publication.Published, new: Pins
) -> Sequence[Values]:
    """The values in the five states of a restatement, the earliest first.

    Computed from the last to the first, because facts are only taken away, and only where a state
    differs in anything from the one after it.
    """
    framework, old = _framework(event), pins_of(event)
    after = old.position

    def values(pins: Pins) -> Values:
        return values_of(_figures(scratch, ledger, framework, pins))

    states = [values(new)]
    areas = new._replace(area_table=old.area_table)
    is_other = scratch.forget_boundaries(after) > 0 or areas != new
    states.append(values(areas) if is_other else states[-1])
    before = old._replace(position=new.position, known_at=new.known_at)
    states.append(values(before) if before != areas else states[-1])
    states.append(values(before) if scratch.forget_corrections(after) else states[-1])
    states.append(values(old) if scratch.forget_all(after) else states[-1])
    return states[::-1]


def _figures(
    scratch: Scratch, ledger: Ledger, framework: Framework, pins: Pins
) -> tuple[Figure, ...]:
    definitions = adopted_set(ledger, pins.definitions)
    with tempfile.TemporaryDirectory(prefix="dure-reference-") as folder:
        scratch.define(definitions, adopted_reference(ledger, pins.area_table, Path(folder)))
    return pinned_figures(scratch.results(pins.known_at), framework, definitions.cards)


def _framework(event: Publication.Published) -> Framework:
    baseline = event.baseline or event.valid_at
    return pinned_framework(event.framework_text or "", baseline, event.valid_at)


@contextmanager
def _scratch(home: Home, ledger: Ledger, position: int) -> Iterator[Scratch]:
    """A warehouse of the ledger up to a position, gone afterwards."""
    log = _LogUpTo(ledger, position)
    name, partition = home.settings.ledger, home.settings.partition
    with (
        tempfile.TemporaryDirectory(prefix="dure-reproduce-", dir=home.folder) as folder,
        Scratch(Path(folder), home.settings.query_memory) as scratch,
    ):
        scratch.load(batches(log, name, partition))
        yield scratch


class _LogUpTo:
    """A ledger's log that ends at a position."""

    def __init__(self, ledger: Ledger, position: int) -> None:
        self._ledger = ledger
        self._position = position

    def published(self, after: int, limit: int) -> list[Published]:
        """Up to `limit` published facts after a position, ascending."""
        found = self._ledger.published(after, limit)
        return [one for one in found if one.position <= self._position]


def _verify(home: Home, ledger: Ledger, event: Publication.Published) -> None:
    verdict = verify(ledger.store, kept_head(home.folder))
    if not verdict.holds:
        msg = f"the ledger was changed at position {verdict.position}: {verdict.fault}"
        raise NotReproducedError(msg)
    chain = ledger.chain_at(event.known_position)
    if chain is None or chain.hex() != event.chain_hash:
        msg = (
            f"the chain at position {event.known_position} is not the one that was published: "
            "this is another ledger, or its past was changed"
        )
        raise NotReproducedError(msg)
