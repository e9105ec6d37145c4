"""Every critical expectation by its id, without any frame: what can be waived.

`dure waive` asks here, so that nobody waives what does not exist.
"""

from collections.abc import Iterable, Iterator

from warehouse.cards import Card
from warehouse.validation.expectations import Expectation, Severity
from warehouse.validation.fact_suites import FACT_PARTS
from warehouse.validation.fact_suites import SUBJECT as FACTS
from warehouse.validation.indicator_expectations import indicator_parts
from warehouse.validation.publication_suites import PUBLICATION_PARTS
from warehouse.validation.publication_suites import SUBJECT as PUBLICATION


def critical_expectations(cards: Iterable[Card]) -> dict[str, Expectation]:
    """Every expectation whose failure blocks a publication, by id such as `A7.rows.status`."""
    return {
        f"{name}.{expectation.key}": expectation
        for name, expectations in _parts(cards)
        for expectation in expectations
        if expectation.severity is Severity.CRITICAL
    }


def _parts(cards: Iterable[Card]) -> Iterator[tuple[str, Iterable[Expectation]]]:
    for part, expectations in FACT_PARTS.items():
        yield f"{FACTS}.{part}", expectations
    for part, expectations in PUBLICATION_PARTS.items():
        yield f"{PUBLICATION}.{part}", expectations
    for card in cards:
        for part, expectations in indicator_parts(card).items():
            yield f"{card.id}.{part}", expectations
