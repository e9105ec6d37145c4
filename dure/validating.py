"""Wires validations on a home: what the warehouse finds, the ledger records as events.

`warehouse.validation` computes and returns a value; runs and waivers are recorded from here.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from domain.dates import Occurred
from domain.decisions import aggregate_of
from domain.errors import MisuseError
from domain.facts import WIRE_PREFIX
from domain.ledger import Ledger
from domain.publication import Publication
from dure.measuring import indicator_named, open_results
from dure.wiring import Home
from warehouse.cards import Card, cards
from warehouse.results import Results
from warehouse.validation.catalogue import critical_expectations
from warehouse.validation.expectations import Suite
from warehouse.validation.fact_suites import fact_suites, watermark_of
from warehouse.validation.indicator_suites import indicator_suites
from warehouse.validation.run import Outcome, Validation
from warehouse.validation.run import validate as check

VALIDATIONS: Final = "publication/validations"
WAIVERS: Final = "publication/waivers"
PERSONS: Final = "dure:waivers"  # the namespace of those who waive; no feed may bear a colon
_LONGEST_WAIVER: Final = timedelta(days=366)  # what has to hold longer is another expectation


def validate(
    home: Home,
    valid_at: date | None,
    known_at: datetime | None,
    *,
    indicator: str | None = None,
    docs: Path | None = None,
) -> Validation:
    """Check the facts and every indicator, or one, at T as known at K, and record the outcome.

    Data Docs go into the folder `docs`. Raises MisuseError for an indicator that there is not.
    """
    asked = cards() if indicator is None else (indicator_named(indicator),)
    with (
        open_results(home, valid_at, known_at) as (results, day),
        home.open_ledger(is_read_only=False) as ledger,
    ):
        suites = suites_of(home, ledger, results, day, asked)
        validation = check(suites, waived(home, ledger), docs)
        position = watermark_of(results.connection, home.settings.ledger)
        _record(home, ledger, validation, day, position)
    return validation


def suites_of(
    home: Home, ledger: Ledger, results: Results, day: date, asked: Sequence[Card]
) -> list[Suite]:
    """What is to hold of the facts of a snapshot and of the answers of indicators."""
    name = home.settings.ledger
    counted = ledger.event_counts(watermark_of(results.connection, name))
    recorded = {WIRE_PREFIX + topic: count for topic, count in counted.items()}
    return [
        *fact_suites(results, day, name, recorded),
        *indicator_suites(results, asked, day),
    ]


def waive(
    home: Home, expectation: str, person: str, reason: str, until: date
) -> Publication.Waived:
    """Record that a person answers for a failed expectation up to a day.

    Raises MisuseError for an expectation that blocks nothing, and for a day that is past or far.
    """
    known = critical_expectations(cards())
    if expectation not in known:
        msg = f"there is no critical expectation {expectation!r}; `dure validate` names them"
        raise MisuseError(msg)
    today, _ = home.horizon(None, None)
    if not today <= until <= today + _LONGEST_WAIVER:
        msg = f"a waiver ends between {today} and {today + _LONGEST_WAIVER}, not on {until}"
        raise MisuseError(msg)
    fact = Publication.Waived(
        occurred=Occurred.on(today),
        expectation=expectation,
        person=home.pseudonym(PERSONS)(person),
        reason=reason,
        expires_on=until,
    )
    with home.open_ledger(is_read_only=False) as ledger:
        ledger.record(WAIVERS, fact, f"waiver:{expectation}:{until}:{fact.person}")
    return fact


def waived(home: Home, ledger: Ledger) -> frozenset[str]:
    """The expectations whose failure is waived today; waivers that were withdrawn are none."""
    today, _ = home.horizon(None, None)
    held = aggregate_of(WAIVERS, ledger.entries(WAIVERS)).facts(Publication.Waived)
    return frozenset(waiver.expectation for waiver in held if waiver.expires_on >= today)


def _record(home: Home, ledger: Ledger, validation: Validation, day: date, position: int) -> None:
    """One event per subject that was checked; the same outcome of the same facts is one event."""
    today, _ = home.horizon(None, None)
    facts = {}
    for subject in validation.subjects:
        part = validation.about(subject)
        facts[f"validation:{subject}:{day}:{position}:{part.digest[:20]}"] = validated(
            part, subject, today, day, position
        )
    ledger.record_all(VALIDATIONS, facts)


def validated(
    validation: Validation, suite: str, today: date, valid_at: date, position: int
) -> Publication.Validated:
    """The event that says what came out of a validation."""
    counted = Counter(one.outcome for one in validation.checked)
    return Publication.Validated(
        occurred=Occurred.on(today),
        suite=suite,
        outcome=validation.outcome,
        evaluated=len(validation.checked),
        failed=counted[Outcome.FAILED],
        errors=counted[Outcome.ERROR],
        waived=sum(one.is_waived for one in validation.checked),
        digest=validation.digest,
        valid_at=valid_at,
        known_position=position,
    )
