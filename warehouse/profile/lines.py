"""Writes a profile as lines for CSV and Parquet, one per figure, and as one nested document.

`dure.commands.profile` prints them; whoever computes with a profile reads these.
"""

from collections.abc import Iterator
from typing import Any, Final

from warehouse.beside import Seen
from warehouse.cards import Bilingual
from warehouse.profile.figures import MOST_STORIES, Band, Figure, Profile
from warehouse.results import Result

CORE_TASKS: Final = (1, 2, 3, 4)
_TOLD: Final = Result._fields[Result._fields.index("value") :]
_BAND: Final = Band._fields[1:]
COLUMNS: Final = [
    "section",
    "core_task",
    "item",
    "measure",
    "unit_type",
    "unit_id",
    "day",
    *_TOLD,
    "count_similar",
    *_BAND,
    "text",
]


def lines(profile: Profile) -> Iterator[tuple[Any, ...]]:
    """A line per figure now (`now`) and in the past (`past`), guard metric, stage, marker, story.

    A band stands with the figure now; it is empty where fewer than five similar units have a value.
    """
    for task in CORE_TASKS:
        for figure in profile.of_task(task):
            yield from _of_figure(figure)
    where = profile.unit
    for name, value in profile.guard.items():
        yield _line("guard", item=name, unit=where, day=profile.valid_at, value=value)
    for section, seen in (("stage", profile.beside.stages), ("marker", profile.beside.markers)):
        for one in seen:
            owner = one.owner if one.level is None else f"{one.owner}/{one.level}"
            yield _line(
                section, item=one.key, measure=owner, unit=where, day=one.last_on, status=one.status
            )
    for story in profile.beside.stories[:MOST_STORIES]:
        by = f" ({story.selected_by}: {story.reason})" if story.selected_by else ""
        text = f"{story.text or ''}{by}"
        yield _line("story", item=story.story, unit=where, day=story.told_on, text=text)


def document(profile: Profile) -> dict[str, Any]:
    """The profile as one document, by core task and indicator; names in both languages."""
    return {
        "unit": {
            "unit_type": profile.unit.unit_type,
            "unit_id": profile.unit.unit_id,
            **_names(profile.names),
            "count_communities": profile.count_communities,
        },
        "valid_at": profile.valid_at,
        "known_at": profile.known_at,
        "similar": {"alike_in": profile.alike_in, "as": profile.likeness},
        "tasks": [
            {"core_task": task, "indicators": list(_indicators(profile, task))}
            for task in CORE_TASKS
        ],
        "guard": profile.guard,
        "guide": [_seen(one) for one in profile.beside.stages],
        "markers": [_seen(one) for one in profile.beside.markers],
        "stories": [one._asdict() for one in profile.beside.stories[:MOST_STORIES]],
        "count_stories": len(profile.beside.stories),
    }


def _of_figure(figure: Figure) -> Iterator[tuple[Any, ...]]:
    where = {
        "core_task": figure.card.core_task,
        "item": figure.card.id,
        "measure": figure.measure,
        "unit": figure.unit,
    }
    spread = {} if figure.band is None else figure.band._asdict()
    day, _ = figure.past[-1]
    told = {name: getattr(figure.now, name) for name in _TOLD}
    yield _line("now", **where, day=day, **told, **spread, count_similar=figure.count_similar)
    for day, row in figure.past[:-1]:
        if row is not None:
            yield _line("past", **where, day=day, **{name: getattr(row, name) for name in _TOLD})


def _line(section: str, **stated: Any) -> tuple[Any, ...]:
    unit = stated.pop("unit")
    found = {"section": section, "unit_type": unit.unit_type, "unit_id": unit.unit_id, **stated}
    return tuple(found.get(column) for column in COLUMNS)


def _indicators(profile: Profile, task: int) -> Iterator[dict[str, Any]]:
    by_card: dict[str, list[Figure]] = {}
    for figure in profile.of_task(task):
        by_card.setdefault(figure.card.id, []).append(figure)
    for id_, figures in by_card.items():
        card = figures[0].card
        yield {
            "id": id_,
            **_names(card.names),
            "class": card.indicator_class.value,
            "is_two_sided": card.is_two_sided,
            "version": card.version,
            "measures": [_measure(figure) for figure in figures],
        }


def _measure(figure: Figure) -> dict[str, Any]:
    spread = None if figure.band is None else figure.band._asdict()
    return {
        "measure": figure.measure,
        **_names(figure.names),
        "unit_type": figure.unit.unit_type,
        "unit_id": figure.unit.unit_id,
        **_row(figure.now),
        "past": [{"day": day, **_row(row)} for day, row in figure.past[:-1] if row is not None],
        "similar": {"count": figure.count_similar, "band": spread},
    }


def _row(row: Result) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _TOLD}


def _seen(one: Seen) -> dict[str, Any]:
    told = one._asdict()
    del told["names"], told["owner_names"]
    return {**told, **_names(one.names), "status": one.status}


def _names(names: Bilingual) -> dict[str, str]:
    return {"name_ko": names.ko, "name_en": names.en}
