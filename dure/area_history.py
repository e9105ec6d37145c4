"""The history of area codes, worked out from a list of codes: levels, parents, successions.

`dure.reference_tables` reads the list and the known changes, asks here, and writes what comes back
to `reference/`. Units are provinces, municipalities, districts and branch offices (five digits);
dongs have ten, of which the first five name their unit.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

UNIT_DIGITS: Final = 5
PROVINCE_DIGITS: Final = 2
DONG_DIGITS: Final = 10
SAME_MOVE: Final = (
    3  # days between the end of one code and the start of the next, as lists state them
)
NAMES_NEEDED: Final = 4  # fewer equal names can be chance: 53 units have a 중앙동
SHARE_NEEDED: Final = 1 / 3  # of the dongs keep their name; the others were merged on the same day
LEAD_NEEDED: Final = 4  # times as many as the next candidate; below it the unit was split
_BRANCH: Final = "출장소"
_DAY_LENGTH: Final = 10  # of an ISO date; a shorter one names a month


@dataclass(frozen=True, slots=True)
class Node:
    """One code with its life: a unit or a dong, in the digits of its own scheme."""

    code: str
    name: str
    province: str
    level: str
    parent: str
    created: date | None
    abolished: date | None
    source: str

    def lives_with(self, other: "Node") -> bool:
        """Whether there was a time when both were in force; an open end counts as unlimited."""
        return (self.created or date.min) <= (other.abolished or date.max) and (
            other.created or date.min
        ) <= (self.abolished or date.max)


@dataclass(frozen=True, slots=True)
class Succession:
    """What became of a code: its successor, or the beginning of the codes that were opened."""

    code: str
    successor: str
    opens: str
    changed_on: str
    kind: str
    source: str

    @property
    def is_resolved(self) -> bool:
        """Whether one code is known to continue the place."""
        return bool(self.successor)


@dataclass(frozen=True, slots=True)
class Change:
    """A change of codes after the list: `before` and `after` are beginnings of codes.

    `kind`: renumbered (prefix `before` becomes `after`), subdivided (stays, but new codes open
    below it) or reorganised (ends, without one successor). `names` are new names of provinces.
    """

    kind: str
    before: tuple[str, ...]
    after: str
    on: str
    source: str
    names: Mapping[str, str]


Nodes = dict[str, Node]


def level_of(code: str, province: str, unit: str, dong: str) -> str:
    """Tell the level from the names, as the ministry's list writes them."""
    if (dong or unit or province).endswith(_BRANCH):
        return "branch"
    if dong:
        return "dong"
    if code[PROVINCE_DIGITS:UNIT_DIGITS] == "000":
        return "province"
    return "district" if " " in unit else "municipality"


def with_parents(nodes: Nodes) -> Nodes:
    """The same nodes, each with the code of the unit directly above it (five digits)."""
    cities: dict[str, list[Node]] = defaultdict(list)
    for node in nodes.values():
        if node.level == "municipality" and node.name:
            cities[node.code[:PROVINCE_DIGITS]].append(node)
    return {
        code: replace(node, parent=_parent(node, nodes, cities)) for code, node in nodes.items()
    }


def _parent(node: Node, nodes: Nodes, cities: Mapping[str, Sequence[Node]]) -> str:
    if node.level == "province":
        return ""
    if len(node.code) == DONG_DIGITS:
        return node.code[:UNIT_DIGITS]
    province = node.code[:PROVINCE_DIGITS]
    if node.level != "municipality":
        named = [
            city.code
            for city in cities[province]
            if node.name.startswith(city.name) and node.lives_with(city)
        ]
        sibling = (
            node.code[: UNIT_DIGITS - 1] + "0"
        )  # 41222 송탄출장소 is an office of 41220 평택시
        if sibling in named or (not named and sibling in nodes and sibling != node.code):
            return sibling
        if named:
            return named[0]
    return province + "000"


def infer_successions(nodes: Nodes, source: str) -> dict[str, Succession]:
    """Find where abolished units went: dongs of the same names appear elsewhere on that day.

    One unit that takes at least a third of the names, and four times as many as the next, is the
    successor: `renumbered` if no other unit went into it on that day, else `merged`. A unit whose
    names went to several has none.
    """
    appearing: dict[str, list[Node]] = defaultdict(list)
    ending: dict[str, list[Node]] = defaultdict(list)
    for node in nodes.values():
        if node.level == "dong":
            appearing[node.name].append(node)
            ending[node.parent].append(node)
    heirs: dict[str, str] = {}
    for unit in nodes.values():
        if len(unit.code) == UNIT_DIGITS and unit.abolished and unit.abolished != unit.created:
            heir = _heir(unit, ending[unit.code], appearing, nodes)
            if heir:
                heirs[unit.code] = heir
    together = Counter((heir, nodes[code].abolished) for code, heir in heirs.items())
    return {
        code: _inferred(
            nodes[code], nodes[heir], together[heir, nodes[code].abolished] == 1, source
        )
        for code, heir in heirs.items()
    }


def _heir(
    unit: Node, dongs: Iterable[Node], appearing: Mapping[str, Sequence[Node]], nodes: Nodes
) -> str | None:
    names = {dong.name for dong in dongs if _same_day(dong.abolished, unit.abolished)}
    found: Counter[str] = Counter()
    for name in names:
        found.update(
            {
                _municipality_above(dong.parent, nodes)
                for dong in appearing[name]
                if dong.parent != unit.code and _same_day(dong.created, unit.abolished)
            }
        )
    ranked = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    if not ranked or ranked[0][0] == unit.code:
        return None
    heir, count = ranked[0]
    runner_up = ranked[1][1] if len(ranked) > 1 else 0
    is_clear = count >= max(NAMES_NEEDED, SHARE_NEEDED * len(names), LEAD_NEEDED * runner_up)
    return heir if is_clear else None


def _inferred(unit: Node, heir: Node, alone: bool, source: str) -> Succession:  # noqa: FBT001  # private
    is_same = alone and heir.level == unit.level and _same_day(heir.created, unit.abolished)
    return Succession(
        code=unit.code,
        successor=heir.code,
        opens="",
        changed_on=unit.abolished.isoformat() if unit.abolished else "",
        kind="renumbered" if is_same else "merged",
        source=source,
    )


def apply_changes(
    nodes: Nodes, changes: Iterable[Change], successions: dict[str, Succession]
) -> tuple[Nodes, dict[str, Succession]]:
    """Continue the list with the changes known after it; what the list says itself stands."""
    nodes, successions = dict(nodes), dict(successions)
    for change in changes:
        for node in list(_touched(nodes, change)):
            known = successions.get(node.code)
            if known is None or not known.is_resolved:
                successions[node.code] = _stated(node, change)
            if change.kind == "subdivided":
                continue
            nodes[node.code] = _ended(node, change)
            if change.kind == "renumbered":
                renumbered = _renumbered(node, change)
                nodes.setdefault(renumbered.code, renumbered)
    return nodes, successions


def _touched(nodes: Nodes, change: Change) -> Iterator[Node]:
    day = _first_day(change.on)
    for node in nodes.values():
        is_same = node.code in change.before
        is_under = is_same or (change.kind != "subdivided" and node.code.startswith(change.before))
        is_open = node.abolished is None or _same_day(node.abolished, day)
        if is_under and is_open and (node.created or date.min) < day:
            yield node


def _stated(node: Node, change: Change) -> Succession:
    is_renumbered = change.kind == "renumbered"
    return Succession(
        code=node.code,
        successor=_moved(node.code, change) if is_renumbered else "",
        opens="" if is_renumbered else change.after,
        changed_on=change.on,
        kind=change.kind,
        source=change.source,
    )


def _ended(node: Node, change: Change) -> Node:
    if node.abolished is not None:
        return node
    return replace(
        node, abolished=_first_day(change.on), source=_sources(node.source, change.source)
    )


def _renumbered(node: Node, change: Change) -> Node:
    code = _moved(node.code, change)
    parent = "" if node.level == "province" else code[:PROVINCE_DIGITS] + "000"
    if node.parent.startswith(change.before):
        parent = _moved(node.parent, change)
    return replace(
        node,
        code=code,
        name=change.names.get(node.name, node.name),
        province=change.names.get(node.province, node.province),
        parent=parent,
        created=_first_day(change.on),
        abolished=None,
        source=change.source,
    )


def _moved(code: str, change: Change) -> str:
    return change.after + code[len(change.after) :]


def municipalities(nodes: Nodes, successions: Mapping[str, Succession]) -> dict[str, str]:
    """For every code, the code that its municipality has now; provinces have none.

    A code's own successor counts first, then what it lies in: a district of a city that was split
    is followed by itself, a dong by its unit.
    """
    return {code: _current(code, nodes, successions) for code in nodes}


def _current(code: str, nodes: Nodes, successions: Mapping[str, Succession]) -> str:
    seen: set[str] = set()
    while code not in seen:
        seen.add(code)
        succession = successions.get(code)
        node = nodes.get(code)
        if succession is not None and succession.is_resolved and succession.successor in nodes:
            code = succession.successor
        elif node is None or node.level == "province":
            return ""
        elif node.level != "municipality":
            code = node.parent
    return code


def _municipality_above(code: str, nodes: Nodes) -> str:
    node = nodes[code]
    while node.level not in {"municipality", "province"}:
        node = nodes[node.parent]
    return node.code


def _same_day(one: date | None, other: date | None) -> bool:
    return one is not None and other is not None and abs((one - other).days) <= SAME_MOVE


def _first_day(stated: str) -> date:
    return date.fromisoformat(stated if len(stated) == _DAY_LENGTH else f"{stated}-01")


def _sources(*keys: str) -> str:
    return " ".join(dict.fromkeys(keys))
