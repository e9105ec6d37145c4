"""Wires the pins of a publication: what its figures stand on, all of it in the ledger.

`dure.publishing` asks before it computes, so that nothing is published that could not be rebuilt.
"""

from typing import ClassVar, Final

from domain.errors import DureError
from domain.ledger import Ledger
from dure.adopting import NotAdoptedError, adopted_area_table, adopted_digest
from dure.reproducing import Pins
from dure.wiring import Home, reference_folder
from warehouse.definition_set import present_definitions
from warehouse.reference import reference_digest
from warehouse.results import Results

_OWN: Final = "publication."  # what dure records of publications changes no figure


class NotFreshError(DureError):
    """Readers' snapshot lacks facts that the ledger has."""

    code: ClassVar[str] = "snapshot-behind"


class SeveralLedgersError(DureError):
    """The snapshot holds facts of other ledgers, which this one could not rebuild."""

    code: ClassVar[str] = "several-ledgers"


def pins_for(home: Home, ledger: Ledger, results: Results) -> Pins:
    """What the figures stand on, all of it in the ledger; raises what says that it is not."""
    name, known_at = home.settings.ledger, results.known_at
    others = results.other_ledgers(name)
    if others:
        msg = (
            f"the warehouse also holds the ledgers {', '.join(others)}: publish from a home whose "
            "warehouse has its own ledger only"
        )
        raise SeveralLedgersError(msg)
    position = results.last_told(name)
    counts = ledger.event_counts(ledger.position_at(known_at), after=position)
    waiting = sum(count for topic, count in counts.items() if not topic.startswith(_OWN))
    if waiting:
        msg = f"the ledger has {waiting:,} facts that readers do not see yet: run `dure load`"
        raise NotFreshError(msg)
    definitions, area_table = adopted_digest(ledger), adopted_area_table(ledger)
    areas = reference_digest(reference_folder())
    if definitions != present_definitions().digest or not area_table or area_table.digest != areas:
        msg = (
            "the definitions or the area table of this code are not those that were adopted: "
            "look at `dure indicators plan`, then run `dure indicators adopt`"
        )
        raise NotAdoptedError(msg)
    return Pins(position, known_at, definitions, areas)
