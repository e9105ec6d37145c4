"""Wires the process guide on a home: its publication and adoption, and where a community stands.

The words come from the reference data, the evidence from relations of the published snapshot; what
is decided about the manual goes into the ledger like any decision.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from domain.dates import Occurred
from domain.errors import MisuseError
from domain.published import Published
from domain.terms import default_terms
from dure.measuring import open_results
from dure.warehousing import Reader
from dure.wiring import Home, reference_folder
from warehouse.guides import ShippedGuide, shipped_guide
from warehouse.results import Results

_COLUMNS: Final = [
    "step",
    "stage",
    "stage_name",
    "stage_status",
    "sign",
    "name",
    "status",
    "facts",
    "needed",
    "first_from",
    "first_to",
    "last_to",
    "observed_months",
    "ask",
]
_Row = Mapping[str, Any]


@dataclass(frozen=True)
class Standing:
    """Where a community stands at T as known at K: its signs, and the manuals it works by."""

    community: str
    name: str
    valid_at: date
    known_at: datetime
    guide: ShippedGuide
    signs: Reader
    manuals: list[_Row]
    deviations: list[_Row]


def standing(
    home: Home, community: str, valid_at: date | None, known_at: datetime | None, language: str
) -> Standing:
    """The signs of every stage, with the question to ask where one is not seen.

    Raises MisuseError for a community of which nothing was known.
    """
    with open_results(home, valid_at, known_at) as (results, day):
        evidence = _of(results, "guide_evidence", day, community)
        if not evidence:
            msg = f"nothing is known of a community {community!r} at {day}"
            raise MisuseError(msg)
        return Standing(
            community=community,
            name=_name(results, day, community),
            valid_at=day,
            known_at=results.known_at,
            guide=shipped_guide(reference_folder()),
            signs=Reader(_COLUMNS, list(_signs(results, evidence, language))),
            manuals=_of(results, "manual_in_use", day, community),
            deviations=_of(results, "manual_deviation_in_use", day, community),
        )


def publish(home: Home, by: str, on: date | None) -> Published | None:
    """Record that the guide was published with the text that ships; None when just that holds.

    Raises ManualTextChangedError when this version was published with another text.
    """
    from domain.manual import Manual  # noqa: PLC0415  # event classes, for decisions only

    guide = shipped_guide(reference_folder())
    published = Manual.Published(
        occurred=_day(home, on), version=guide.version, title=guide.title, digest=guide.digest
    )
    return _decide(home, guide, published, by)


def adopt(
    home: Home, adopter: str, community: str | None, by: str, on: date | None
) -> Published | None:
    """Record that a body adopted the guide in the version that ships; None when that holds.

    Raises ManualNotPublishedError (D11) for a version that was not published by then.
    """
    from domain.manual import Manual  # noqa: PLC0415  # the same

    guide = shipped_guide(reference_folder())
    adopted = Manual.Adopted(
        occurred=_day(home, on), version=guide.version, adopter=adopter, community=community
    )
    return _decide(home, guide, adopted, by)


def _decide(home: Home, guide: ShippedGuide, fact: Any, by: str) -> Published | None:
    with home.open_ledger(is_read_only=False) as ledger:
        subject = f"manual/{guide.manual}"
        return ledger.decide(subject, fact, by, areas=home.areas, terms_of=default_terms)


def _day(home: Home, on: date | None) -> Occurred:
    today, _ = home.horizon(None, None)
    if on is not None and on > today:
        msg = f"{on} has not come yet: decide it then"
        raise MisuseError(msg)
    return Occurred.on(on or today)


def _of(results: Results, relation: str, day: date, community: str) -> list[_Row]:
    return [row for row in results.kept_rows(relation, day) if row["community"] == community]


def _name(results: Results, day: date, community: str) -> str:
    names = {
        row["unit_id"]: row["name_ko"]
        for row in results.kept_rows("unit_name", day)
        if row["unit_type"] == "community"
    }
    return names.get(community) or community


def _signs(
    results: Results, evidence: Iterable[_Row], language: str
) -> Iterable[tuple[object, ...]]:
    stages = {row["stage"]: row for row in results.table("guide_stage")}
    signs = {row["sign"]: row for row in results.table("sign")}
    questions = {row["sign"]: row for row in results.table("guide_question")}
    for row in sorted(evidence, key=lambda row: (row["step"], row["place"])):
        question = questions.get(row["sign"])
        asks = question is not None and row["status"] != "seen"
        yield (
            row["step"],
            row["stage"],
            stages[row["stage"]][f"name_{language}"],
            row["stage_status"],
            row["sign"],
            signs[row["sign"]][f"name_{language}"],
            row["status"],
            row["count_facts"],
            row["least_facts"],
            row["first_from"],
            row["first_to"],
            row["last_to"],
            row["observed_months"],
            question[f"question_{language}"] if question is not None and asks else None,
        )
