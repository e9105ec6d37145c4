"""What a report rests on: the facts known at K, their state, the ledger's chain, the definitions.

Reads the snapshot beside `reading`; the page's header and its last sections show it.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from warehouse.results import Results


class Pin(NamedTuple):
    """What wiring knows of a report's origin: the ledger up to K, its clock, the software.

    `chain` is the ledger's hash chain at the log position, as `dure audit verify` recomputes it.
    """

    log_position: int
    chain: str | None
    is_replayed: bool
    software: str


class RuleFindings(NamedTuple):
    """How often the facts breach, or may breach, a rule of the domain."""

    rule: str
    severity: str
    number: int


@dataclass(frozen=True, slots=True)
class Provenance:
    """What was known when a report was computed; `quality` is the row of `record_quality`."""

    valid_at: date
    known_at: datetime
    pin: Pin
    state: str
    reference_version: str
    quality: dict[str, Any]
    findings: tuple[RuleFindings, ...]


def read_provenance(results: Results, valid_at: date, pin: Pin) -> Provenance:
    """What the figures of these results rest on."""
    [quality] = results.rows("record_quality", valid_at)
    found = results.rows("findings", valid_at)
    counted = Counter((row["rule"], row["severity"]) for row in found)
    ordered = sorted(counted.items(), key=lambda item: (int(item[0][0][1:]), item[0][1]))
    return Provenance(
        valid_at=valid_at,
        known_at=results.known_at,
        pin=pin,
        state=results.state,
        reference_version=results.reference_version(),
        quality=quality,
        findings=tuple(RuleFindings(*key, count) for key, count in ordered),
    )
