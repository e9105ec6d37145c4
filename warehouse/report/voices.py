"""Puts what stands beside the numbers into words: stages, progress markers, stories of change.

`page` shows it below the indicators of a unit; `warehouse.beside` has read it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from warehouse.beside import Beside, Seen, Story
from warehouse.report.tables import Table
from warehouse.report.words import Sayable, markup, on, say

_MOST_STORIES: Final = 3  # of a unit on the page; `dure profile` shows more


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the guide: its name, and whether the facts show it."""

    name: Markup
    status: str
    told: Markup


@dataclass(frozen=True, slots=True)
class Tale:
    """A story of change, with who selected it and why, in the words of those who told it."""

    day: str
    text: str
    chosen: Markup


@dataclass(frozen=True, slots=True)
class Voices:
    """What a page shows beside the numbers of a unit."""

    stages: tuple[Stage, ...]
    markers: Table
    tales: tuple[Tale, ...]


def voices(beside: Beside | None, count_communities: int) -> Voices | None:
    """Stages, markers and stories of a unit of so many communities; none where none are read."""
    if beside is None or not beside.stages:
        return None
    return Voices(
        stages=tuple(_stage(one, count_communities) for one in beside.stages),
        markers=Table(
            say("markers"),
            (
                say("marker"),
                say("marker_partner"),
                say("marker_level"),
                say("sign_status"),
                say("sign_last"),
            ),
            tuple(_markers(beside, count_communities)),
        ),
        tales=tuple(_tale(one) for one in beside.stories[:_MOST_STORIES]),
    )


def _stage(one: Seen, count_communities: int) -> Stage:
    return Stage(markup(one.names), one.status, markup(_status(one, count_communities)))


def _markers(beside: Beside, count_communities: int) -> Iterator[tuple[Sayable, ...]]:
    for one in beside.markers:
        yield (
            one.names,
            one.owner_names,
            say(f"level_of_{one.level}"),
            _status(one, count_communities),
            on(one.last_on),
        )


def _status(one: Seen, count_communities: int) -> Sayable:
    status = say(f"sign_{one.status}")
    if count_communities < 2:  # noqa: PLR2004  # one community is seen or not
        return status
    return say("sign_in", status=status, seen=one.seen, count=count_communities)


def _tale(story: Story) -> Tale:
    chosen = (
        say("story_chosen", by=story.selected_by, day=on(story.selected_on), why=story.reason or "")
        if story.selected_by
        else say("story_not_chosen")
    )
    return Tale(on(story.told_on), story.text or story.story, markup(chosen))
