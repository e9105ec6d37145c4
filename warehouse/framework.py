"""Reads a framework from YAML, or says what is wrong, where, and what to write instead.

`dure framework check` and publications call it. `warehouse.framework_yaml` gives it plain data,
`warehouse.framework_terms` says what a framework may state, `warehouse.guard` judges what was read.
"""

from collections.abc import Collection, Iterator
from pathlib import Path

import msgspec

from warehouse.cards import Card, cards
from warehouse.framework_faults import fault, meant
from warehouse.framework_terms import Chosen, Framework, Stated
from warehouse.framework_yaml import FrameworkError, Reading

__all__ = ["Framework", "FrameworkError", "parse_framework", "read_framework"]


def read_framework(path: Path, cohorts: Collection[str] | None = None) -> Framework:
    """The framework in a file. Raises FrameworkError.

    `cohorts` are those that there are, where the caller knows them.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        msg = f"{path.name}: this is no UTF-8: save the file as UTF-8"
        raise FrameworkError(msg) from error
    return parse_framework(text, path.name, cohorts)


def parse_framework(
    text: str, name: str = "framework", cohorts: Collection[str] | None = None
) -> Framework:
    """The framework that a text states; `name` is what refusals call it. Raises FrameworkError."""
    reading = Reading(name)
    plain = reading.read(text)
    try:
        stated = msgspec.convert(plain, Stated, strict=False)
    except msgspec.ValidationError as error:
        reading.refuse(*fault(error, plain))
    framework = Framework(
        **{field: getattr(stated, field) for field in Stated.__struct_fields__},
        text=text,
        asked=tuple(reading.asked),
        lines=reading.lines,
    )
    _Checking(framework, reading).check(cohorts)
    return framework


class _Checking:
    """Refuses a framework that names what there is not, or contradicts itself."""

    def __init__(self, framework: Framework, reading: Reading) -> None:
        self._framework = framework
        self._refuse = reading.refuse
        self._cards = {card.id: card for card in cards()}

    def check(self, cohorts: Collection[str] | None) -> None:
        framework = self._framework
        if framework.baseline >= framework.assessment:
            self._refuse(
                "$.assessment", f"it must come after the baseline, which is {framework.baseline}"
            )
        cohort = framework.units.cohort
        if cohort is not None and cohorts is not None and cohort not in cohorts:
            listed = ", ".join(cohorts)
            self._refuse("$.units.cohort", f"there is no cohort {cohort!r}; there are {listed}")
        for number, chosen in enumerate(framework.indicators):
            self._check_chosen(chosen, f"$.indicators[{number}]")
        self._check_listed_once()
        listed_ids = {chosen.indicator for chosen in framework.indicators}
        for path, name in self._named_beside():
            if self._card(name, path).id not in listed_ids:
                self._refuse(path, f"{name} is not among `indicators`: list it there, too")

    def _check_chosen(self, chosen: Chosen, path: str) -> None:
        card = self._card(chosen.indicator, f"{path}.indicator")
        unit_type = self._framework.unit_type_of(chosen)
        if unit_type not in card.unit_types:
            listed = ", ".join(card.unit_types)
            self._refuse(
                f"{path}.unit_type",
                f"{card.id} is not computed for {unit_type}: give it a `unit_type` of {listed}",
            )
        for number, measure in enumerate(chosen.measures):
            if measure not in card.measures:
                listed = ", ".join(card.measures)
                self._refuse(
                    f"{path}.measures[{number}]",
                    f"{card.id} has no measure {measure!r}; it has {listed}",
                )

    def _check_listed_once(self) -> None:
        seen: dict[tuple[str, str], int] = {}
        for number, chosen in enumerate(self._framework.indicators):
            key = (chosen.indicator, self._framework.unit_type_of(chosen))
            if key in seen:
                path = f"$.indicators[{number}].indicator"
                sentence = f"{' for '.join(key)} is listed already, at $.indicators[{seen[key]}]"
                self._refuse(path, sentence)
            seen[key] = number

    def _named_beside(self) -> Iterator[tuple[str, str]]:
        """Every indicator that is named outside the list of them, with the path."""
        for number, chosen in enumerate(self._framework.indicators):
            for place, name in enumerate(chosen.companion_of):
                yield f"$.indicators[{number}].companion_of[{place}]", name
        follow_up = self._framework.follow_up
        for place, name in enumerate(follow_up.indicators if follow_up else ()):
            yield f"$.follow_up.indicators[{place}]", name

    def _card(self, name: str, path: str) -> Card:
        if name not in self._cards:
            guess = meant(name.upper(), self._cards)
            listed = ", ".join(self._cards)
            self._refuse(path, f"there is no indicator {name!r}{guess}; there are {listed}")
        return self._cards[name]
