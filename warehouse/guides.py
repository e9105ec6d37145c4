"""Loads the process guide and the progress markers, whose signs the facts of a log can give.

`warehouse.reference` writes the rows that it gives; relations from `sign_seen` on read them.
"""

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, NamedTuple

import yaml

GUIDE_FILE: Final = "process_guide.yaml"
MARKER_FILE: Final = "progress_markers.yaml"
FEWEST_RESIDENTS: Final = 5  # the least number in a cell, as in `curve_answer`
_COMPARISONS: Final = ("is", "from", "stated", "several")
_OF_RESIDENTS: Final = "resident."
_LEVELS: Final = ("expect", "like", "love")

Rows = Iterator[tuple[object, ...]]


class ShippedGuide(NamedTuple):
    """The guide that ships: the key of its manual, its version, its title, its text's digest."""

    manual: str
    version: str
    title: str
    digest: str


def shipped_guide(reference: Path) -> ShippedGuide:
    """The guide in the folder `reference`."""
    stated = _read(reference / GUIDE_FILE)
    return ShippedGuide(
        str(stated["manual"]), str(stated["version"]), str(stated["ko"]), _digest(reference)
    )


def guide_tables(reference: Path) -> dict[str, list[tuple[object, ...]]]:
    """The rows of each table of guide and markers; ValueError for what cannot be read."""
    guide, markers = _read(reference / GUIDE_FILE), _read(reference / MARKER_FILE)
    signs = [*_signs_of_stages(guide), *_signs_of_partners(markers)]
    keys = [sign[0] for sign in signs]
    repeated = {key for key in keys if keys.count(key) > 1}
    if repeated:
        msg = f"these signs stand there twice: {', '.join(map(str, sorted(repeated, key=str)))}"
        raise ValueError(msg)
    return {
        "process_guide": [_guide(guide, _digest(reference))],
        "guide_stage": list(_stages(guide)),
        "guide_question": list(_questions(guide)),
        "boundary_partner": list(_partners(markers)),
        "sign": signs,
    }


def _guide(guide: Mapping[str, Any], digest: str) -> tuple[object, ...]:
    names = (guide["manual"], guide["version"], guide["ko"], guide["en"])
    return (*names, digest, guide.get("note"), guide["source"], guide["verified"])


def _stages(guide: Mapping[str, Any]) -> Rows:
    for step, stage in enumerate(guide["stages"], 1):
        names = (stage["stage"], stage["ko"], stage["en"])
        yield (step, *names, stage["why"]["ko"], stage["why"]["en"], stage["source"])


def _questions(guide: Mapping[str, Any]) -> Rows:
    for stage in guide["stages"]:
        signs = {sign["sign"] for sign in stage["signs"]}
        for place, question in enumerate(stage["questions"], 1):
            if question["asks_of"] not in signs:
                msg = f"the stage {stage['stage']} has no sign {question['asks_of']!r} to ask of"
                raise ValueError(msg)
            yield (stage["stage"], place, question["asks_of"], question["ko"], question["en"])


def _partners(markers: Mapping[str, Any]) -> Rows:
    for place, one in enumerate(markers["partners"], 1):
        names = (one["partner"], place, one["ko"], one["en"])
        yield (*names, markers["version"], markers["source"])


def _signs_of_stages(guide: Mapping[str, Any]) -> Rows:
    for stage in guide["stages"]:
        for place, sign in enumerate(stage["signs"], 1):
            yield _sign(sign, place, (stage["stage"], None, None))


def _signs_of_partners(markers: Mapping[str, Any]) -> Rows:
    for partner in markers["partners"]:
        for place, sign in enumerate(partner["markers"], 1):
            if sign["level"] not in _LEVELS:
                msg = f"the marker {sign['sign']} has a level of {', '.join(_LEVELS)}"
                raise ValueError(msg)
            yield _sign(sign, place, (None, partner["partner"], sign["level"]))


def _sign(sign: Mapping[str, Any], place: int, owner: tuple[object, ...]) -> tuple[object, ...]:
    kinds = [sign["fact"]] if isinstance(sign["fact"], str) else list(sign["fact"])
    least = sign.get("at_least", 1)
    if least < FEWEST_RESIDENTS and any(kind.startswith(_OF_RESIDENTS) for kind in kinds):
        msg = (
            f"the sign {sign['sign']} is of residents: at_least must be {FEWEST_RESIDENTS} or more"
        )
        raise ValueError(msg)
    condition = _condition(sign)
    names = (sign["sign"], place, *owner, sign["ko"], sign["en"])
    return (*names, kinds, *condition, least, sign.get("within_months"), sign.get("after"))


def _condition(sign: Mapping[str, Any]) -> tuple[str | None, str | None, list[str]]:
    """Field, comparison and the values that are accepted; nothing where there is no condition."""
    if "where" not in sign:
        return None, None, []
    stated = dict(sign["where"])
    field = stated.pop("field", None)
    if field is None or len(stated) != 1 or not stated.keys() <= set(_COMPARISONS):
        msg = (
            f"the sign {sign['sign']}: a condition is a field and one of {', '.join(_COMPARISONS)}"
        )
        raise ValueError(msg)
    ((comparison, value),) = stated.items()
    values: Iterable[object] = value if isinstance(value, list) else [value]
    return field, comparison, [str(one) for one in values]


def _digest(reference: Path) -> str:
    return sha256((reference / GUIDE_FILE).read_bytes()).hexdigest()


def _read(path: Path) -> Mapping[str, Any]:
    stated: Mapping[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return stated
