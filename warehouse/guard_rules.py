"""The guard's rules about frameworks, F1 to F12: how each finds its breaches.

`warehouse.guard` applies them, `warehouse.guard_sentences` says them in Korean and English, and
`warehouse.guard_values` has the rules about values.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from warehouse.cards import Bilingual, Card, IndicatorClass, card, cards
from warehouse.catalogue import CORE_TASKS
from warehouse.framework_terms import (
    Chosen,
    Comparison,
    Framework,
    Likeness,
    Request,
    UnitType,
)
from warehouse.guard_sentences import Values, filled, joined, words
from warehouse.months import months_after, months_between

SHORTEST_HORIZON_MONTHS: Final = 36
SHORTEST_FOLLOW_UP_MONTHS: Final = 24  # an end is known 12 silent months later, so S(12) needs 24
# What looks back over one year, by indicator: these measures, or all of them where none is named.
# The cards say so in words; a test holds the two together.
ANNUAL: Final[Mapping[str, tuple[str, ...]]] = {
    "A6": (),
    "A10": (),
    "C15": (),
    "I21": ("every_quarter_share", "median_longest_gap_days"),
    "O26": (),
}
# In what units must be alike to be shown beside one another; the other types have no like.
LIKENESS: Final[Mapping[UnitType, tuple[Likeness, ...]]] = {
    UnitType.COMMUNITY: (Likeness.PROGRAMME, Likeness.STAGE, Likeness.CITY_CLASS),
    UnitType.MUNICIPALITY: (Likeness.CITY_CLASS,),
    UnitType.SUPPORT_ORGANISATION: (Likeness.CITY_CLASS,),
}


@dataclass(frozen=True)
class Refusal:
    """One breach: the rule, where in the framework, the sentence, and what would satisfy it.

    `place` is a path such as `$.indicators[2]`, `line` its line in the YAML.
    """

    rule: str
    place: str
    line: int
    says: Bilingual
    satisfied_by: Bilingual


Found = tuple[str, str, Values]
"""The key of the sentences, the place, the values."""


@dataclass(frozen=True)
class Rule:
    """One rule about frameworks: its id, and how its breaches are found."""

    id: str
    find: Callable[[Framework], Iterator[Found]]

    def refusals(self, framework: Framework) -> Iterator[Refusal]:
        """Every breach of this rule by a framework."""
        for key, place, values in self.find(framework):
            yield refusal(key, place, framework, values)


def refusal(key: str, place: str, framework: Framework, values: Values) -> Refusal:
    """A refusal with the values in its sentences."""
    stated = words().rules[key]
    line = framework.lines.get(place, 1)
    says, satisfied_by = filled(stated.says, values), filled(stated.satisfied_by, values)
    return Refusal(key.partition("-")[0], place, line, says, satisfied_by)


def card_of(chosen: Chosen) -> Card:
    """The card of a chosen indicator."""
    found = card(chosen.indicator)
    if found is None:
        msg = f"warehouse.framework lets no unknown indicator pass, such as {chosen.indicator}"
        raise LookupError(msg)
    return found


def _only_results(framework: Framework) -> Iterator[Found]:
    every = _ids(framework.indicators)
    results = _ids(one for one in framework.indicators if _is_result(one))
    more = 2 * len(results) - len(every) + 1
    if results and more > 0:
        counts = {"results": len(results), "all": len(every), "more": more}
        yield "F1", "$.indicators", {**counts, "named": ", ".join(results)}


def _result_without_companion(framework: Framework) -> Iterator[Found]:
    for number, chosen in enumerate(framework.indicators):
        if not _is_result(chosen):
            continue
        if not any(_accompanies(other, chosen, framework) for other in framework.indicators):
            result = card_of(chosen)
            unit_type = framework.unit_type_of(chosen)
            processes = _of_class(IndicatorClass.PROCESS, unit_type)
            values = {"id": result.id, "names": result.names, "processes": processes}
            yield "F2", f"$.indicators[{number}]", values


def _accompanies(other: Chosen, result: Chosen, framework: Framework) -> bool:
    return (
        card_of(other).indicator_class is IndicatorClass.PROCESS
        and card_of(result) in [card(name) for name in other.companion_of]
        and framework.unit_type_of(other) is framework.unit_type_of(result)
    )


def _missing_core_task(framework: Framework) -> Iterator[Found]:
    covered = {card_of(one).core_task for one in framework.indicators if not _is_result(one)}
    for task, (ko, en) in CORE_TASKS.items():
        if task not in covered:
            candidates = [
                one.id
                for one in cards()
                if one.core_task == task and one.indicator_class is not IndicatorClass.RESULT
            ]
            values = {"task": task, "name": Bilingual(ko, en), "candidates": ", ".join(candidates)}
            yield "F3", "$.indicators", values


def _short_horizon(framework: Framework) -> Iterator[Found]:
    months = months_between(framework.baseline, framework.assessment)
    if months < SHORTEST_HORIZON_MONTHS:
        values = {
            "months": months,
            "shortest": SHORTEST_HORIZON_MONTHS,
            "baseline": framework.baseline,
            "assessment": framework.assessment,
            "earliest": months_after(framework.baseline, SHORTEST_HORIZON_MONTHS),
        }
        yield "F4", "$.assessment", values


def _no_follow_up(framework: Framework) -> Iterator[Found]:
    follow_up = framework.follow_up
    months = 0 if follow_up is None else follow_up.months
    named = () if follow_up is None else follow_up.indicators
    found = [one for one in map(card, named) if one is not None]
    sustained = [one for one in found if one.indicator_class is IndicatorClass.SUSTAINABILITY]
    if months < SHORTEST_FOLLOW_UP_MONTHS or not sustained:
        values = {
            "months": months,
            "shortest": SHORTEST_FOLLOW_UP_MONTHS,
            "count": len(sustained),
            "candidates": _of_class(IndicatorClass.SUSTAINABILITY),
        }
        yield "F5", "$" if follow_up is None else "$.follow_up", values


def _unlike_units(framework: Framework) -> Iterator[Found]:
    alike = set(framework.similar_in)
    if framework.units.programme is not None:
        alike.add(Likeness.PROGRAMME)
    if framework.units.cohort is not None:
        alike.add(Likeness.CITY_CLASS)
    for number, chosen in enumerate(framework.indicators):
        if Comparison.SIMILAR_UNITS not in chosen.compared_with:
            continue
        unit_type = framework.unit_type_of(chosen)
        place = f"$.indicators[{number}].compared_with"
        values: dict[str, Any] = {"id": card_of(chosen).id, "unit_type": words().units[unit_type]}
        if unit_type not in LIKENESS:
            yield "F6-none", place, values
        elif missing := [one for one in LIKENESS[unit_type] if one not in alike]:
            values["missing"] = joined(words().likeness[one] for one in missing)
            values["keys"] = ", ".join(missing)
            yield "F6", place, values


def _mostly_annual(framework: Framework) -> Iterator[Found]:
    every = _ids(framework.indicators)
    longer = _ids(one for one in framework.indicators if not _is_annual(one))
    annual = [one for one in every if one not in longer]
    more = len(annual) - len(longer) + 1
    if annual and more > 0:
        counts = {"annual": len(annual), "all": len(every), "more": more}
        candidates = [
            one.id
            for one in cards()
            if one.id not in ANNUAL and one.indicator_class is not IndicatorClass.RESULT
        ]
        named = {"named": ", ".join(annual), "candidates": ", ".join(candidates)}
        yield "F12", "$.indicators", {**counts, **named}


def _is_annual(chosen: Chosen) -> bool:
    card = card_of(chosen)
    if card.id not in ANNUAL:
        return False
    annual = ANNUAL[card.id] or card.measures
    return set(chosen.measures or card.measures) <= set(annual)


def _asked(key: str, request: Request) -> Callable[[Framework], Iterator[Found]]:
    def find(framework: Framework) -> Iterator[Found]:
        for asked in framework.asked:
            if asked.request is request:
                yield key, asked.path, {"word": asked.word}

    return find


FRAMEWORK_RULES: Final = (
    Rule("F1", _only_results),
    Rule("F2", _result_without_companion),
    Rule("F3", _missing_core_task),
    Rule("F4", _short_horizon),
    Rule("F5", _no_follow_up),
    Rule("F6", _unlike_units),
    Rule("F7", _asked("F7", Request.VERDICT)),
    Rule("F8", _asked("F8", Request.RANK)),
    Rule("F9", _asked("F9", Request.SCORE)),
    Rule("F10", _asked("F10", Request.TARGET)),
    Rule("F11", _asked("F11", Request.NAMES)),
    Rule("F12", _mostly_annual),
)


def _ids(chosen: Iterable[Chosen]) -> list[str]:
    """The ids, each once: an indicator at two types of unit is one."""
    return list(dict.fromkeys(card_of(one).id for one in chosen))


def _is_result(chosen: Chosen) -> bool:
    return card_of(chosen).indicator_class is IndicatorClass.RESULT


def _of_class(wanted: IndicatorClass, unit_type: UnitType | None = None) -> str:
    found = [one for one in cards() if one.indicator_class is wanted]
    return ", ".join(one.id for one in found if unit_type is None or unit_type in one.unit_types)
