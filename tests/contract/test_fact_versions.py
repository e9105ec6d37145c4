"""A fact table reads every version of its kinds: an earlier one may lie in a log for ever."""

import pytest

from domain.upcasts import EARLIER_VERSIONS
from domain.vocabulary import FACT_TYPES
from warehouse.facts import FactTable, fact_tables


@pytest.mark.parametrize("table", fact_tables(), ids=lambda table: table.name)
def test_a_fact_table_reads_all_versions_of_its_kinds(table: FactTable) -> None:
    stated = {_nameless(kind) for kind in table.kinds}
    assert set(table.kinds) == {kind for kind in _every_version() if _nameless(kind) in stated}


def test_kinds_with_earlier_versions_are_among_them() -> None:
    """Else the test above would hold nothing."""
    read = {kind for table in fact_tables() for kind in table.kinds}
    assert read & set(EARLIER_VERSIONS)


def _every_version() -> set[str]:
    return {*FACT_TYPES, *EARLIER_VERSIONS}


def _nameless(kind: str) -> str:
    """A kind without its version."""
    return kind.rpartition(".")[0]
