"""All indicators at every unit type over millions of participations, also with little memory.

The simulated world is multiplied: every community, person and body gets copies under other keys, so
the shape of the data (spells, roles, support) is that of the simulator.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from bench.measure import Figure, seconds
from bench.rows import COMMUNITIES
from domain.drafts import draft
from domain.facts import encode_hook
from domain.published import fact_of
from dure.warehousing import definitions
from simulation.facts import stream
from warehouse.cards import cards
from warehouse.facts import fact_tables
from warehouse.file import WarehouseFile
from warehouse.load import load
from warehouse.records import Record

_KEYS = frozenset(
    {
        "subject_key", "activity", "agenda", "assembly", "commitment", "community", "decision",
        "expert", "founders", "into", "link", "organisation", "organisations", "organisers",
        "other_project", "plan", "previous", "project", "projects", "agendas", "resident",
        "reflection", "cites_reflection", "story",
        "same_as", "successor", "supported", "support_organisation", "worker",
    }
)  # fmt: skip
_TIMES = "date '2024-12-31', timestamptz '2030-01-01 00:00:00+00'"
_FIRST = ("P1", "P2", "A6", "A7", "C11", "C13", "R18", "I21", "S23", "O25")
_MEMORY = "1GB"
_WORLD = 14  # communities of one simulated world


@dataclass(frozen=True)
class IndicatorBench:
    """Measures in a folder; `participations` is ten million for the published figures."""

    folder: Path
    participations: int

    def figures(self) -> Iterator[Figure]:
        """Each indicator, all together, with a memory limit, and the growth from a tenth."""
        self.folder.mkdir(parents=True)
        tenth = sum(self._times(self.participations // 10, "12GB").values())
        whole = self._times(self.participations, "12GB")
        small = sum(self._times(self.participations, _MEMORY).values())
        what = f"all unit types, {self.participations:,} participations"
        total = sum(whole.values())
        yield Figure(
            f"the {len(whole)} indicators, {what}", f"{total:.1f} s", "< 45 s", total < 45,
            ", ".join(f"{name} {took:.1f}" for name, took in _slowest(whole, 8)) + " s",
        )  # fmt: skip
        first = {name: took for name, took in whole.items() if name in _FIRST}
        ten = sum(first.values())
        [(slowest, worst)] = _slowest(first, 1)
        yield Figure(
            f"{', '.join(_FIRST)} of these", f"{ten:.1f} s", "< 25 s, each < 6 s",
            ten < 25 and worst < 6, f"the slowest, {slowest}, {worst:.1f} s",
        )  # fmt: skip
        yield Figure(
            f"all with a memory limit of {_MEMORY}", f"{small:.1f} s", "< 45 s", small < 45
        )
        growth = total / tenth
        yield Figure("growth from a tenth of the rows", f"{growth:.1f}x", "< 12x", growth < 12)

    def _times(self, participations: int, memory: str) -> dict[str, float]:
        folder = self.folder / f"indicators-{participations}"
        with WarehouseFile(folder, "12GB") as file:
            if not file.connection.execute("select count(*) from log").fetchall()[0][0]:
                fill(file.connection, participations)
                definitions().build(file.connection)
            file.connection.execute("set threads = 2")
            file.connection.execute(f"set memory_limit = '{memory}'")
            return {card.id: _time(file.connection, card.name) for card in cards()}


def _time(connection: Any, macro: str) -> float:
    query = f"select count(*), sum(value) from {macro}({_TIMES})"
    return seconds(lambda: connection.execute(query).fetchall())


def _slowest(times: dict[str, float], count: int) -> list[tuple[str, float]]:
    return sorted(times.items(), key=lambda one: -one[1])[:count]


def fill(connection: Any, participations: int) -> None:
    """Load one simulated world, copy it to 500 communities, and let residents meet more often."""
    _load_world(connection)
    copies = -(-COMMUNITIES // _WORLD)
    _repeat(
        connection,
        "log",
        copies,
        "subject || '.' || copy as subject, community || '.' || copy as community",
    )
    for table in fact_tables():
        keys = [
            _copied(column.name, column.type) for column in table.columns if column.name in _KEYS
        ]
        keys.append("subject_key || '.' || copy as subject_key")
        _repeat(connection, table.name, copies, ", ".join(keys))
    [(once,)] = connection.execute("select count(*) from participation").fetchall()
    more = -(-participations // once)
    _repeat(connection, "participation", more, "activity || '/' || copy as activity")
    _repeat(
        connection,
        "log",
        more,
        "event_id || copy as event_id",
        "kind = 'community.participation_recorded.v1'",
    )


def _repeat(connection: Any, table: str, copies: int, replaced: str, where: str = "true") -> None:
    """Insert the rows of a table again under other keys, so that there are `copies` of each."""
    [(last,)] = connection.execute("select max(position) from log").fetchall()
    connection.execute(
        f"insert into {table} select * exclude (copy) replace ({replaced}, "
        f"(position + copy * {last})::ubigint as position) "
        f"from {table}, range(1, {copies}) as copies(copy) where {where}"
    )


def _copied(name: str, kind: str) -> str:
    if kind == "VARCHAR[]":
        return f'list_transform("{name}", lambda one: one || \'.\' || copy) as "{name}"'
    return f'"{name}" || \'.\' || copy as "{name}"'


def _load_world(connection: Any) -> None:
    position, batch = 0, []
    for number, published in enumerate(_published(), start=1):
        batch.append(published)
        if len(batch) == 20_000:
            load(connection, [_record(batch, position, number)])
            position, batch = number, []
    if batch:
        load(connection, [_record(batch, position, position + len(batch))])


def _published() -> Iterator[bytes]:
    for number, one in enumerate(stream(seed=1, communities=14, years=10), start=1):
        fact = fact_of(one["type"], one["data"])
        made = draft(one.get("source", "urn:dure:feed:bench"), one["id"], one["subject"], fact)
        yield msgspec.json.encode(
            {
                "sequence": number,
                "specversion": "1.0",
                "id": made.id,
                "source": made.source,
                "type": one["type"],
                "subject": made.subject,
                "recordedtime": "2025-01-31T00:00:00.000000Z",
                "basis": "reported",
                "digest": made.digest,
                "data": msgspec.Raw(made.data),
            },
            enc_hook=encode_hook,
        )


def _record(batch: list[bytes], previous: int, last: int) -> Record:
    body = b"[" + b",".join(batch) + b"]"
    return Record("bench", 0, None, previous + 1, last, previous, len(batch), body)
