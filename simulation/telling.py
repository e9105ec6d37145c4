"""The envelope of told facts: CloudEvents by feed, kept until a community's story is complete.

The `tell_*` modules write a life's events through a `Teller`; `simulation.facts` collects them.
"""

from collections.abc import Callable
from typing import Any, Final

from simulation.calendar import Calendar
from simulation.places import SCHEME, City

Event = dict[str, Any]

ACTIVITIES: Final = "activities"
SIGN_INS: Final = "sign-ins"
PROGRAMME_OFFICE: Final = "programme-office"
REGISTER: Final = "organisation-register"
SUPPORT_CENTRE: Final = "support-centre"
FEEDS: Final = (ACTIVITIES, SIGN_INS, PROGRAMME_OFFICE, REGISTER, SUPPORT_CENTRE)

_FEED_OF_AGGREGATE: Final = {
    "resident_organisation": REGISTER,
    "support_organisation": SUPPORT_CENTRE,
    "worker": SUPPORT_CENTRE,
    "resident": SUPPORT_CENTRE,
}
_FEED_OF_TOPIC: Final = {
    "community.activity_held.v1": ACTIVITIES,
    "community.activity_planned.v1": ACTIVITIES,
    "community.participation_recorded.v1": SIGN_INS,
}
_SOURCE: Final = "urn:dure:feed:"


def source_of(feed: str) -> str:
    """The feed's URI, the `source` of its events."""
    return _SOURCE + feed


def feed_of_topic(topic: str) -> str:
    """The feed that delivers facts of a type."""
    aggregate = topic.partition(".")[0]
    return _FEED_OF_TOPIC.get(topic) or _FEED_OF_AGGREGATE.get(aggregate, PROGRAMME_OFFICE)


def feed_of(event: Event) -> str:
    """The feed that delivers an event."""
    source: str = event["source"]
    return source.removeprefix(_SOURCE)


class Teller:
    """Writes events; what lies past the end of the world has not happened and is not told."""

    def __init__(self, calendar: Calendar, city: City | None) -> None:
        self.calendar = calendar
        self._area = _area_of(city) if city else None
        self._told: list[tuple[int, int, Event]] = []

    def fact(self, day: int, topic: str, subject: str, number: str, **fields: Any) -> None:
        """Tell one fact of a day; fields that are None, empty or absent are left out."""
        if not 0 <= day < self.calendar.end:
            return
        data: dict[str, Any] = {"occurred": self.calendar.iso[day]}
        if self._area is not None:
            data["area"] = self._area(day)
        for name, value in fields.items():
            if value is not None and value != "" and value != ():
                data[name] = value
        self.add(day, topic, subject, number, data)

    def add(self, day: int, topic: str, subject: str, number: str, data: dict[str, Any]) -> None:
        """Tell one fact whose data is complete; the day must lie within the world."""
        event: Event = {
            "specversion": "1.0",
            "id": number,
            "source": _SOURCE + feed_of_topic(topic),
            "type": "dure." + topic,
            "subject": subject,
            "data": data,
        }
        self._told.append((day, len(self._told), event))

    def area(self, day: int) -> dict[str, str] | None:
        """The area as it stands in the data of a fact of that day."""
        return self._area(day) if self._area else None

    def in_order(self) -> list[Event]:
        """Everything told, by day and then in the order of telling."""
        self._told.sort(key=lambda told: told[:2])
        return [event for _, _, event in self._told]


def _area_of(city: City) -> Callable[[int], dict[str, str]]:
    areas = [(since, {"scheme": SCHEME, "code": code}) for since, code in reversed(city.codes)]

    def area(day: int) -> dict[str, str]:
        return next(found for since, found in areas if since <= day)

    return area
