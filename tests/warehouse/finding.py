"""Asks the warehouse of a test for its findings."""

from typing import Any

from tests.warehouse.conftest import Warehouse
from warehouse.relations import relations

LATEST_DAY = "2025-12-31"
LATEST_INSTANT = "2026-02-01 00:00:00+00"


def found(
    warehouse: Warehouse, rule: str, valid_at: str = LATEST_DAY, known_at: str = LATEST_INSTANT
) -> list[tuple[str, str]]:
    """Severity and subject of each finding of a rule, in order."""
    return [(one["severity"], one["subject"]) for one in told(warehouse, rule, valid_at, known_at)]


def sentence(warehouse: Warehouse, rule: str) -> str:
    """The English sentence of the one finding of a rule."""
    [one] = told(warehouse, rule)
    assert one["detail_ko"]
    return str(one["detail_en"])


def told(
    warehouse: Warehouse, rule: str, valid_at: str = LATEST_DAY, known_at: str = LATEST_INSTANT
) -> list[dict[str, Any]]:
    """All columns of each finding of a rule, in order.

    The rule's own relation is asked: `findings`, which unites all, is planned ten times as long.
    """
    return warehouse.dicts(
        f"select * from {relation_of(rule)}(?::date, ?::timestamptz) where rule = ? "  # noqa: S608  # one of the package's own files
        "order by severity, subject, detail_en",
        [valid_at, known_at, rule],
    )


def relation_of(rule: str) -> str:
    """The relation of a rule by its number: D4 is `d04_worker_contract`."""
    [name] = [one.name for one in relations() if one.name.startswith(f"d{int(rule[1:]):02}_")]
    return name
