"""Runs suites: each expectation passes, fails, or is an error, and the two engines must agree.

Takes what the modules `*_suites` declare; `dure.validating` records what is returned here.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

import duckdb

from warehouse.validation.expectations import Expectation, Severity, Suite
from warehouse.validation.great import GreatExpectations, Heard
from warehouse.validation.shadow import register, wrong_rows


class Outcome(StrEnum):
    """What came out: an error says that nobody knows, which is neither of the others."""

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Checked:
    """One expectation with its outcome; `rows` were looked at, `wrong` of them break it.

    `is_waived` says that a person has waived its failure; an error cannot be waived.
    """

    id: str
    subject: str
    severity: Severity
    outcome: Outcome
    rows: int
    wrong: int | None
    note: str
    is_waived: bool = False

    @property
    def blocks(self) -> bool:
        """Whether nothing may be published: an error, or a critical failure without a waiver."""
        is_critical = self.severity is Severity.CRITICAL
        is_failure = self.outcome is Outcome.FAILED and is_critical and not self.is_waived
        return self.outcome is Outcome.ERROR or is_failure


@dataclass(frozen=True, slots=True)
class Validation:
    """All that was checked, in the order of the suites."""

    checked: tuple[Checked, ...]

    def about(self, subject: str) -> "Validation":
        """What was checked of one subject."""
        return Validation(tuple(one for one in self.checked if one.subject == subject))

    @property
    def subjects(self) -> tuple[str, ...]:
        """What was checked, each once."""
        return tuple(dict.fromkeys(one.subject for one in self.checked))

    @property
    def outcome(self) -> Outcome:
        """Error before failed before passed; nothing checked is an error, warnings do not count."""
        if not self.checked or any(one.outcome is Outcome.ERROR for one in self.checked):
            return Outcome.ERROR
        return Outcome.FAILED if self.blocking else Outcome.PASSED

    @property
    def blocking(self) -> tuple[Checked, ...]:
        """What forbids to publish."""
        return tuple(one for one in self.checked if one.blocks)

    @property
    def digest(self) -> str:
        """The sha256 (hex) of all outcomes; equal for equal outcomes."""
        lines = [
            [one.id, one.severity, one.outcome, one.rows, one.wrong, one.is_waived]
            for one in self.checked
        ]
        return sha256(json.dumps(lines).encode()).hexdigest()


def validate(
    suites: Iterable[Suite], waived: Collection[str] = (), docs: Path | None = None
) -> Validation:
    """Check every suite; write Data Docs into the folder `docs`, where one is named.

    `waived` are the ids of expectations whose failure a person has answered for.
    """
    engine = GreatExpectations()
    with duckdb.connect() as connection:
        checked = [one for suite in suites for one in _check(suite, engine, connection, waived)]
    if docs is not None:
        engine.write_docs(docs)
    return Validation(tuple(checked))


def _check(
    suite: Suite,
    engine: GreatExpectations,
    connection: duckdb.DuckDBPyConnection,
    waived: Collection[str],
) -> Iterator[Checked]:
    heard = engine.ask(suite)
    if suite.frame.num_rows:  # DuckDB takes no frame without columns, as an empty one may be
        register(connection, suite.frame)
    for expectation in suite.expectations:
        outcome, wrong, note = _outcome(suite, expectation, heard, connection)
        id_ = suite.id_of(expectation)
        yield Checked(
            id=id_,
            subject=suite.subject,
            severity=expectation.severity,
            outcome=outcome,
            rows=suite.frame.num_rows,
            wrong=wrong,
            note=note,
            is_waived=outcome is Outcome.FAILED and id_ in waived,
        )


def _outcome(
    suite: Suite,
    expectation: Expectation,
    heard: Mapping[str, Heard],
    connection: duckdb.DuckDBPyConnection,
) -> tuple[Outcome, int | None, str]:
    """Outcome, number of wrong rows, and what there is to say of it."""
    if suite.frame.num_rows == 0:
        return Outcome.ERROR, None, "there are no rows to look at"
    said = heard.get(expectation.key)
    if said is None:
        return Outcome.ERROR, None, "Great Expectations gave no answer"
    if said.error is not None:
        return Outcome.ERROR, None, said.error
    if expectation.severity is Severity.CRITICAL:
        try:
            wrong = wrong_rows(connection, expectation)
        except duckdb.Error as error:
            return Outcome.ERROR, None, f"the shadow in SQL: {error}"
        if (wrong == 0) != said.is_held or said.wrong not in (None, wrong):
            found = "holds" if said.is_held else f"finds {said.wrong} wrong"
            note = f"Great Expectations {found}, its shadow in SQL finds {wrong} wrong"
            return Outcome.ERROR, wrong, note
    outcome = Outcome.PASSED if said.is_held else Outcome.FAILED
    return outcome, said.wrong, expectation.sentence.en
