"""Brings the data of earlier event versions to the current one when they are loaded or delivered.

`domain.published` calls it for stored rows, `streams.checking` for inbound events, so old ledgers
load for ever and bodies that still send an old version are understood. Stored rows are not changed.
Within a version fields are only added, with defaults; a changed meaning is a new version and a
function here.
"""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final

_CORRECTED: Final = "fact.corrected.v1"


def upcast(topic: str, data: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The current topic and data of a fact; current versions come back unchanged.

    The replacement of a correction is brought to the current version of what it corrects. `data` is
    not changed, and may lack fields (decoding tells what is missing).
    """
    corrects, replacement = data.get("corrects"), data.get("replacement")
    if topic == _CORRECTED and isinstance(corrects, str) and isinstance(replacement, dict):
        corrects, replacement = upcast(corrects, replacement)
        return topic, {**data, "corrects": corrects, "replacement": replacement}
    while (step := EARLIER_VERSIONS.get(topic)) is not None:
        topic, lift = step
        data = lift(data)
    return topic, data


def _space_agreement_v1(data: dict[str, Any]) -> dict[str, Any]:
    """`until` was a free text; now it is a date, and a text that is none stands in `until_text`.

    Some agreements name an event, not a day ("until the hall is sold"), so nobody could ask the
    ledger which of them run out this year.
    """
    until = data.get("until")
    if not isinstance(until, str) or _is_date(until):
        return data
    return {**{name: data[name] for name in data if name != "until"}, "until_text": until}


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


EARLIER_VERSIONS: Final[Mapping[str, tuple[str, Callable[[dict[str, Any]], dict[str, Any]]]]] = (
    MappingProxyType(
        {
            "resident_organisation.space_agreement_signed.v1": (
                "resident_organisation.space_agreement_signed.v2",
                _space_agreement_v1,
            ),
        }
    )
)
"""Earlier topic -> the next one, and how its data become those of the next."""
