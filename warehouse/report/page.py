"""Puts the report together as one page: figures, charts and words into the templates beside it.

`dure.measuring` calls it with the results of a home's snapshot and writes what it returns.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta, timezone
from pathlib import Path
from typing import Final, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from warehouse.cards import Bilingual, Card
from warehouse.report.figures import CORE_TASKS, Block, Figures
from warehouse.report.panels import Panel, html_id, panel
from warehouse.report.provenance import Provenance
from warehouse.report.scales import Scales, scales_of
from warehouse.report.tables import Table
from warehouse.report.voices import Voices, voices
from warehouse.report.words import Sayable, markup, on, say, share, whole

_TEMPLATES: Final = Path(__file__).parent / "templates"
_ABSENT: Final = ("no_data", "not_applicable")
_KOREAN_TIME: Final = timezone(timedelta(hours=9))


class Absent(NamedTuple):
    """Indicators that a unit has nothing of, with the reason; a line is enough for them."""

    reason: Markup
    note: Markup
    names: tuple[Markup, ...]


@dataclass(frozen=True, slots=True)
class Task:
    """A core task of the policy study with the panels of its indicators."""

    number: int
    panels: tuple[Panel, ...]
    absent: tuple[Absent, ...]

    @property
    def label(self) -> Markup:
        """Its number in words."""
        return markup(say("task", number=self.number))

    @property
    def title(self) -> Markup:
        """What it is about."""
        return markup(say(f"task_{self.number}"))

    @property
    def note(self) -> Markup:
        """What the policy study says of it."""
        return markup(say(f"task_{self.number}_note"))


@dataclass(frozen=True, slots=True)
class Section:
    """A unit of the page: its names, how much can be judged, its tasks, communities, voices."""

    key: str
    names: Bilingual
    area: str | None
    count: Markup
    note: Markup
    tasks: tuple[Task, ...]
    communities: tuple["Section", ...]
    voices: Voices | None


def render(figures: Figures, provenance: Provenance, cards: Sequence[Card]) -> str:
    """The whole page."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"say": say, "t": _told, "m": markup, "whole": whole}
    everybody, scales = figures.everybody, scales_of(figures)
    return environment.get_template("page.html").render(
        style=_beside("page.css"),
        script=_beside("page.js"),
        known=provenance,
        known_at=f"{provenance.known_at.astimezone(_KOREAN_TIME):%Y-%m-%d %H:%M} KST",
        everybody=_section(scales, everybody) if everybody else None,
        municipalities=[_section(scales, block) for block in figures.municipalities],
        glance=_glance(figures, provenance),
        records=list(_records(figures, provenance)),
        findings=_findings(provenance),
        cards=cards,
        provenance=list(_provenance(provenance, cards)),
    )


def _told(key: str, **values: Sayable) -> Markup:
    return markup(say(key, **values))


def _beside(name: str) -> Markup:
    text = (_TEMPLATES / name).read_text(encoding="utf-8")
    return Markup(text)  # noqa: S704  # the project's own file


def _section(scales: Scales, block: Block) -> Section:
    return Section(
        key=html_id(*block.unit),
        names=block.names,
        area=block.area,
        count=_told("count_mature", all=len(block.readings), mature=block.count_judgeable),
        note=_note(block),
        tasks=tuple(_task(scales, block, number) for number in CORE_TASKS),
        communities=tuple(_section(scales, one) for one in block.communities),
        voices=voices(block.beside, block.count_communities),
    )


def _task(scales: Scales, block: Block, number: int) -> Task:
    readings = block.of_task(number)
    present = [one for one in readings if one.status not in _ABSENT]
    return Task(
        number=number,
        panels=tuple(panel(scales, block, one) for one in present),
        absent=tuple(
            Absent(_told(status), _told(f"{status}_note"), names)
            for status in _ABSENT
            if (names := tuple(markup(one.card.names) for one in readings if one.status == status))
        ),
    )


def _note(block: Block) -> Markup:
    if block.only is not None:
        return _told("one_community", name=block.only)
    if block.communities:
        return _told("many_communities", count=block.count_communities)
    return _told("most_communities", count=block.count_communities)


def _glance(figures: Figures, provenance: Provenance) -> Markup:
    """How much the page rests on, and how much of it can be judged, in two sentences."""
    units = _told(
        "glance_units",
        municipalities=figures.count_municipalities,
        communities=figures.count_communities,
        facts=whole(provenance.quality["count_facts"]),
    )
    if figures.everybody is None:
        return units
    count, mature = len(figures.everybody.readings), figures.everybody.count_judgeable
    if mature == count:
        return units + " " + _told("glance_all", all=count)
    return units + " " + _told("glance_status", all=count, mature=mature, early=count - mature)


def _records(figures: Figures, provenance: Provenance) -> Iterable[tuple[Markup, Markup]]:
    """The guard metrics, which are shown with every report."""
    quality = provenance.quality
    median, slow = _days(quality["median_lag_days"]), _days(quality["p90_lag_days"])
    yield _told("record_facts"), markup(whole(quality["count_facts"]))
    yield _told("record_sources"), markup(whole(quality["count_sources"]))
    yield _told("record_first"), markup(on(quality["first_day"]))
    yield _told("record_lag"), markup(say("record_lag_value", median=median, p90=slow))
    yield _told("record_imprecise"), _share(quality["imprecise_share"])
    yield _told("record_corrected"), _share(quality["corrected_share"])
    yield _told("record_early"), _share(figures.early_share)


def _days(number: int | None) -> str:
    return "–" if number is None else whole(number)


def _share(part: float | None) -> Markup:
    return markup("–" if part is None else share(part))


def _findings(provenance: Provenance) -> Table:
    """How many records breach each rule; which ones is for `dure findings`, not for a page."""
    rows = tuple(
        (
            say("rule_named", rule=found.rule, name=say(f"rule_{found.rule}")),
            say(f"severity_{found.severity}"),
            whole(found.number),
        )
        for found in provenance.findings
    )
    return Table(say("findings"), (say("rule"), say("severity"), say("records_count")), rows)


def _provenance(
    provenance: Provenance, cards: Sequence[Card]
) -> Iterable[tuple[Markup, Markup | str]]:
    """The pins of the page: with the same, anybody computes the same."""
    definitions = ", ".join(f"{card.id} v{card.version}" for card in cards)
    yield _told("asked_of"), on(provenance.valid_at)
    yield _told("known_at"), provenance.known_at.isoformat()
    yield _told("log_position"), whole(provenance.pin.log_position)
    yield _told("provenance_chain"), _code(provenance.pin.chain or "–")
    yield _told("provenance_state"), _code(provenance.state)
    yield _told("provenance_definitions"), definitions
    yield _told("provenance_reference"), provenance.reference_version
    yield _told("provenance_software"), provenance.pin.software


def _code(text: str) -> Markup:
    return Markup("<code>{}</code>").format(text)
