"""What may be expected of a frame, declared once and read by two engines that share no code.

The modules `*_suites` declare these; `great` asks Great Expectations, `shadow` asks DuckDB, and
`run` compares.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import pyarrow as pa

from warehouse.cards import Bilingual


class Severity(StrEnum):
    """What a failure means: `critical` blocks a publication, `warning` is told."""

    CRITICAL = "critical"
    WARNING = "warning"


class Rule(StrEnum):
    """The shapes of expectations, over the columns that an expectation names.

    All but `NOT_NULL` and `NULL` leave out rows in which a value is missing.
    """

    BETWEEN = "between"  # low <= a <= high, either may be open
    AMONG = "among"  # a is one of some values
    NOT_NULL = "not_null"
    NULL = "null"
    UNIQUE = "unique"  # no two rows have the same columns
    ORDERED = "ordered"  # a <= b
    EQUAL = "equal"  # a = b


class Where(NamedTuple):
    """The rows that are asked about: those whose column has a value, or has not."""

    column: str
    value: str
    is_equal: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """One expectation of the rows of a frame; `key` names it within its suite."""

    key: str
    sentence: Bilingual
    rule: Rule
    columns: tuple[str, ...]
    low: float | None = None
    high: float | None = None
    among: tuple[str, ...] = ()
    where: Where | None = None
    severity: Severity = Severity.CRITICAL


@dataclass(frozen=True, slots=True)
class Suite:
    """Expectations of one frame. `subject` is what they are about: facts, A7, publication.

    The frame is small: results, or a profile of facts that SQL has computed.
    """

    subject: str
    part: str
    frame: pa.Table
    expectations: Sequence[Expectation]

    @property
    def name(self) -> str:
        """The name of the suite, such as `A7.rows`."""
        return f"{self.subject}.{self.part}"

    def id_of(self, expectation: Expectation) -> str:
        """The name by which an expectation is told and waived, such as `A7.rows.status`."""
        return f"{self.name}.{expectation.key}"
