"""Wires publications on a home: the guard, the figures, their validation, the files, the event.

What the warehouse computes is decided here: a publication is recorded in the ledger with the pins
that rebuild it, or refused. `dure.reproducing` rebuilds one, and says what changed since.
"""

import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import ClassVar, Final

import msgspec

from domain.dates import Months, Occurred
from domain.errors import DureError
from domain.facts import Fact
from domain.ledger import PUBLISHED, Ledger
from domain.publication import Publication
from domain.published import instant_text
from dure.adopting import adopted_area_table
from dure.frameworks import framework_in
from dure.measuring import SOFTWARE, open_results, report_page
from dure.pinning import pins_for
from dure.reproducing import (
    NotReproducedError,
    pins_of,
    publication,
    publications,
    restated,
)
from dure.validating import VALIDATIONS, suites_of, validated, waived
from dure.wiring import Home
from warehouse.cards import Card, card, cards
from warehouse.guard import Checked, check, clear, opened, opened_clearance
from warehouse.publication.figures import (
    Figure,
    computed,
    described_units,
    published_figures,
)
from warehouse.publication.files import (
    data_files,
    data_package,
    engine_versions,
    outputs_digest,
)
from warehouse.publication.restating import Restatement
from warehouse.report.reading import TooManyError
from warehouse.results import Results
from warehouse.validation.indicator_suites import expected_units
from warehouse.validation.publication_suites import SUBJECT, publication_suites
from warehouse.validation.run import Validation
from warehouse.validation.run import validate as check_suites

PACKAGE: Final = "datapackage.json"
FRAMEWORK: Final = "framework.yaml"
REPORT: Final = "report.html"
_DIGITS: Final = 12  # of the digest in a publication's id


class NotValidError(DureError):
    """A critical expectation failed, or nobody knows whether it holds; nothing was published."""

    code: ClassVar[str] = "not-valid"

    def __init__(self, validation: Validation) -> None:
        self.validation = validation
        told = "; ".join(f"{one.id} {one.outcome}: {one.note}" for one in validation.blocking)
        super().__init__(
            f"nothing was published. {told}. Repair it, or let a person answer for a failure "
            "with `dure waive`"
        )


@dataclass(frozen=True, slots=True)
class Release:
    """What was published: its id, its folder and event; which publications it restates, and how."""

    id: str
    folder: Path
    event: Publication.Published
    figures: tuple[Figure, ...]
    is_new: bool
    restates: dict[str, list[Restatement]]


def publish(  # a publication is asked for by these
    home: Home,
    file: Path,
    out: Path,
    by: str,
    *,
    period: Months | None = None,
    known_at: datetime | None = None,
) -> Release:
    """Publish the figures of a framework into a folder below `out`, and record it.

    `period` puts other months in the place of the framework's days: from the end of the first to
    the end of the last. Raises GuardRefusedError, NotValidError, and what says why the figures
    could not be rebuilt: NotAdoptedError, NotFreshError, SeveralLedgersError.
    """
    framework = framework_in(file)
    if period is not None:
        baseline, assessment = (Occurred.parse(month).last for month in period)
        framework = msgspec.structs.replace(framework, baseline=baseline, assessment=assessment)
    checked = check(framework)
    with (
        open_results(home, framework.assessment, known_at) as (results, _),
        home.open_ledger(is_read_only=False) as ledger,
    ):
        return _Edition(home, ledger, results, checked, by).release(out)


class _Edition:
    """One publication in the making."""

    def __init__(
        self, home: Home, ledger: Ledger, results: Results, checked: Checked, by: str
    ) -> None:
        self._home = home
        self._ledger = ledger
        self._results = results
        self._checked = checked
        self._by = by
        self._framework = opened(checked)
        self._today, _ = home.horizon(None, None)
        self._pins = pins_for(home, ledger, results)
        self._chain = (ledger.chain_at(self._pins.position) or b"").hex()
        self.id = self._id()

    def release(self, out: Path) -> Release:
        """Compute, clear, validate, write and record; nothing stays behind of what is refused."""
        figures = computed(self._results, self._framework, cards())
        cleared = clear(self._checked, figures, self._results.known_at)
        self._framework, _, _ = opened_clearance(cleared)  # what is pinned is what was cleared
        published = published_figures(cleared, cards())
        with _made_whole(out / self.id) as making:
            validation = self._validate(published, making / "validation")
            self._record(VALIDATIONS, self._validated(validation))
            if validation.blocking:
                raise NotValidError(validation)
            event = self._write(making, published, validation)
            restates = self._restated(event)
            facts: dict[str, Fact] = {PUBLISHED + self.id: event}
            facts |= _restatements(event, restates)
            is_new = self._record(f"publication/{self.id}", facts) > 0
        return Release(self.id, out / self.id, event, published, is_new, restates)

    def _id(self) -> str:
        """Of what the figures stand on; the time K says no more than the position at it."""
        framework, pins = self._framework, self._pins
        stated = [framework.text, str(framework.baseline), str(pins.position)]
        stated += [pins.definitions, pins.area_table]
        digest = sha256("\0".join(stated).encode()).hexdigest()
        return f"{framework.id}-{framework.assessment}-{digest[:_DIGITS]}"

    def _cards(self) -> list[Card]:
        named = [card(chosen.indicator) for chosen in self._framework.indicators]
        return [one for one in cards() if one in named]

    def _validate(self, figures: tuple[Figure, ...], docs: Path) -> Validation:
        day = self._framework.assessment
        suites = [
            *suites_of(self._home, self._ledger, self._results, day, self._cards()),
            *publication_suites(figures, self._cards(), self._expected()),
        ]
        return check_suites(suites, waived(self._home, self._ledger), docs)

    def _expected(self) -> set[tuple[str, str, str]]:
        """The units of which each indicator must say something."""
        framework = self._framework
        described = described_units(self._results, framework)
        anchored = [
            (row["unit_type"], row["unit_id"], row["anchor_type"])
            for row in self._results.rows("unit_member", framework.assessment)
        ]
        return {
            (found.id, *unit)
            for chosen in framework.indicators
            if (found := card(chosen.indicator)) is not None
            for unit in expected_units(found, anchored) & described
            if unit[0] == framework.unit_type_of(chosen)
        }

    def _validated(self, validation: Validation) -> dict[str, Fact]:
        event = validated(
            validation, SUBJECT, self._today, self._framework.assessment, self._pins.position
        )
        return {f"validation:{self.id}:{validation.digest[:20]}": event}

    def _write(
        self, folder: Path, figures: tuple[Figure, ...], validation: Validation
    ) -> Publication.Published:
        """Write everything but the Data Docs, which are there; the event that pins it."""
        framework, files = self._framework, data_files(figures)
        event = self._recorded() or self._event(validation, outputs_digest(files))
        if event.outputs_digest != outputs_digest(files):
            msg = f"{self.id} was published with other figures: `dure audit reproduce` tells why"
            raise NotReproducedError(msg)
        pins = {
            name: value
            for name, value in msgspec.to_builtins(event, enc_hook=str).items()
            if name not in ("occurred", "framework_text")
        }
        package = data_package(self.id, framework.names, framework.purpose, pins, files)
        texts = {PACKAGE: package, FRAMEWORK: framework.text.encode(), **files}
        for name, content in texts.items():
            (folder / name).write_bytes(content)
        self._write_report(folder / REPORT)
        return event

    def _recorded(self) -> Publication.Published | None:
        """The event of this publication, when it was made before."""
        is_there = self.id in publications(self._ledger)
        return publication(self._ledger, self.id) if is_there else None

    def _event(self, validation: Validation, outputs: str) -> Publication.Published:
        framework, pins = self._framework, self._pins
        area_table = adopted_area_table(self._ledger)
        return Publication.Published(
            occurred=Occurred.on(self._today),
            framework=framework.id,
            framework_version=framework.version,
            framework_text=framework.text,
            baseline=framework.baseline,
            valid_at=framework.assessment,
            known_at=instant_text(pins.known_at),
            known_position=pins.position,
            chain_hash=self._chain,
            definitions_digest=pins.definitions,
            area_table_version=area_table.version if area_table else "",
            area_table_digest=pins.area_table,
            engine_versions=f"{SOFTWARE}, {engine_versions()}",
            validation=validation.digest,
            outputs_digest=outputs,
        )

    def _write_report(self, path: Path) -> None:
        """The report for people; a nation has too many municipalities for one page, and none."""
        day, end = self._framework.assessment, (self._pins.position, self._chain)
        with suppress(TooManyError):
            page = report_page(self._home, self._results, self._cards(), day, end)
            path.write_text(page, encoding="utf-8")

    def _restated(self, event: Publication.Published) -> dict[str, list[Restatement]]:
        """What changed of the last publication of the same framework and day, if there is one."""
        for id_ in reversed(publications(self._ledger)):
            before = publication(self._ledger, id_)
            is_same = (before.framework, before.valid_at) == (event.framework, event.valid_at)
            if is_same and id_ != self.id and before.known_position <= event.known_position:
                return {id_: restated(self._home, self._ledger, before, pins_of(event))}
        return {}

    def _record(self, subject: str, facts: dict[str, Fact]) -> int:
        return self._ledger.record_all(subject, facts, self._by)


def _restatements(
    event: Publication.Published, restates: dict[str, list[Restatement]]
) -> dict[str, Fact]:
    """One event per publication that is restated and cause that changed any of its figures."""
    facts: dict[str, Fact] = {}
    for id_, changes in restates.items():
        counted = Counter(
            cause.value for one in changes for cause, part in one.parts.items() if part
        )
        counted.update(one.change for one in changes if not one.parts)
        for cause, figures in sorted(counted.items()):
            facts[f"restated:{id_}:{event.outputs_digest[:_DIGITS]}:{cause}"] = (
                Publication.Restated(
                    occurred=event.occurred, publication=id_, cause=cause, figures=figures
                )
            )
    return facts


@contextmanager
def _made_whole(folder: Path) -> Iterator[Path]:
    """A folder that takes its name when everything is in it, and is gone when anything fails."""
    making = folder.with_name(f"{folder.name}.making")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True)
    try:
        yield making
        shutil.rmtree(folder, ignore_errors=True)
        making.replace(folder)
    finally:
        shutil.rmtree(making, ignore_errors=True)
