"""What stands beside the numbers of a unit: stages of the guide, progress markers, change stories.

Profiles and reports read it from kept `warehouse.results`; none of it is ever added up to a number.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from warehouse.cards import Bilingual
from warehouse.results import Results

_Row = Mapping[str, Any]


class Seen(NamedTuple):
    """A stage or marker: in how many of a unit's communities it is seen, partly, or not.

    `owner` is the partner of a marker or the guide, `level` that of a marker. `first_on` and
    `last_on` are days of the evidence, as far as they may be told.
    """

    owner: str
    owner_names: Bilingual
    key: str
    level: str | None
    names: Bilingual
    seen: int
    partly: int
    not_seen: int
    unobserved: int
    first_on: date | None
    last_on: date | None

    @property
    def status(self) -> str:
        """The status in one community; of several, whether it is seen in all of them or in some."""
        if not self.partly and not self.not_seen and not self.unobserved:
            return "seen"
        if self.seen or self.partly:
            return "partly"
        return "not_seen" if self.not_seen else "unobserved"


class Story(NamedTuple):
    """A story of change, with who selected it as most significant, and why."""

    community: str
    plan: str
    story: str
    text: str | None
    domain: str | None
    told_on: date | None
    selected_by: str | None
    reason: str | None
    selected_on: date | None


class Beside(NamedTuple):
    """What stands beside the numbers of one unit."""

    stages: tuple[Seen, ...]
    markers: tuple[Seen, ...]
    stories: tuple[Story, ...]


class BesideReader:
    """Reads it for any communities at one day."""

    def __init__(self, results: Results, day: date) -> None:
        self._stage_names = {row["stage"]: _names(row) for row in results.table("guide_stage")}
        self._sign_names = {row["sign"]: _names(row) for row in results.table("sign")}
        self._partners = {row["partner"]: _names(row) for row in results.table("boundary_partner")}
        [self._guide_names] = [_names(row) for row in results.table("process_guide")]
        self._guide = results.kept_rows("guide_evidence", day)
        self._markers = results.kept_rows("marker_evidence", day)
        self._stories = results.kept_rows("change_story", day)

    def of(self, communities: Collection[str]) -> Beside:
        """The stages in their order, markers from expect to love, selected stories first."""
        return Beside(
            self._stages_of(communities), self._markers_of(communities), self._told_in(communities)
        )

    def _stages_of(self, communities: Collection[str]) -> tuple[Seen, ...]:
        by_stage: dict[tuple[int, str], dict[str, list[_Row]]] = defaultdict(dict)
        for row in self._guide:
            if row["community"] in communities:
                found = by_stage[row["step"], row["stage"]]
                found.setdefault(row["community"], []).append(row)
        return tuple(
            _seen(
                ("guide", stage, None),
                (self._guide_names, self._stage_names[stage]),
                [rows[0]["stage_status"] for rows in found.values()],
                [row for rows in found.values() for row in rows],
            )
            for (_, stage), found in sorted(by_stage.items())
        )

    def _markers_of(self, communities: Collection[str]) -> tuple[Seen, ...]:
        by_sign: dict[tuple[int, int, str, str, str], list[_Row]] = defaultdict(list)
        for row in self._markers:
            if row["community"] in communities:
                place = row["partner_place"], row["place"]
                by_sign[*place, row["partner"], row["sign"], row["level"]].append(row)
        return tuple(
            _seen(
                (partner, sign, level),
                (self._partners[partner], self._sign_names[sign]),
                [row["status"] for row in rows],
                rows,
            )
            for (_, _, partner, sign, level), rows in sorted(by_sign.items())
        )

    def _told_in(self, communities: Collection[str]) -> tuple[Story, ...]:
        told = [_story(row) for row in self._stories if row["community"] in communities]
        told.sort(key=lambda one: (one.told_on or date.min, one.story), reverse=True)
        return tuple(sorted(told, key=lambda one: one.selected_by is None))


def _seen(
    key: tuple[str, str, str | None],
    names: tuple[Bilingual, Bilingual],
    statuses: Sequence[str],
    rows: Sequence[_Row],
) -> Seen:
    owner, name, level = key
    owner_names, own_names = names
    first = [row["first_from"] for row in rows if row["first_from"] is not None]
    last = [row["last_to"] for row in rows if row["last_to"] is not None]
    return Seen(
        owner=owner,
        owner_names=owner_names,
        key=name,
        level=level,
        names=own_names,
        seen=statuses.count("seen"),
        partly=statuses.count("partly"),
        not_seen=statuses.count("not_seen"),
        unobserved=statuses.count("unobserved"),
        first_on=min(first, default=None),
        last_on=max(last, default=None),
    )


def _story(row: _Row) -> Story:
    return Story(
        community=row["community"],
        plan=row["plan"],
        story=row["story"],
        text=row["story_text"],
        domain=row["domain_of_change"],
        told_on=row["told_from"],
        selected_by=row["selected_by"],
        reason=row["reason"],
        selected_on=row["selected_from"],
    )


def _names(row: _Row) -> Bilingual:
    return Bilingual(ko=row["name_ko"], en=row["name_en"])
