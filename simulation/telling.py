"""The envelope of told facts: CloudEvents by feed, kept until a community's story is complete.

The `tell_*` modules write a life's events through a `Teller`, an aggregate's story at a time;
`simulation.facts` collects them.
"""

from collections.abc import Callable
from typing import Any, Final

from domain.vocabulary import FACT_TYPES
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
_TOPICS: Final = {topic.rpartition(".")[0]: topic for topic in FACT_TYPES}  # in its version now
_ABSENT: Final = (None, "", ())


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


class Story:
    """What is told of one aggregate; `common` fields stand in each of its facts."""

    def __init__(self, teller: "Teller", aggregate: str, key: str, common: dict[str, Any]) -> None:
        self._teller = teller
        self._aggregate = aggregate
        self._subject = f"{aggregate}/{key}"
        self._common = common

    def tell(self, day: int, event: str, number: str, **fields: Any) -> None:
        """Tell one fact of a day, by the event's name; absent and empty fields are left out."""
        if 0 <= day < self._teller.calendar.end:
            topic = _TOPICS[f"{self._aggregate}.{event}"]
            given = {name: value for name, value in fields.items() if value not in _ABSENT}
            self._teller.add(day, topic, self._subject, number, self._common | given)


class Teller:
    """Writes events; what lies past the end of the world has not happened and is not told."""

    def __init__(self, calendar: Calendar, city: City | None) -> None:
        self.calendar = calendar
        self._area = _area_of(city) if city else None
        self._told: list[tuple[int, int, Event]] = []

    def about(self, aggregate: str, key: str, **common: Any) -> Story:
        """The story of one aggregate."""
        return Story(self, aggregate, key, common)

    def add(self, day: int, topic: str, subject: str, number: str, fields: dict[str, Any]) -> None:
        """Add one fact of a day within the world; `number` is unique in the feed."""
        data: dict[str, Any] = {"occurred": self.calendar.iso[day]}
        if self._area is not None:
            data["area"] = self._area(day)
        data.update(fields)
        event: Event = {
            "specversion": "1.0",
            "id": number,
            "source": _SOURCE + feed_of_topic(topic),
            "type": "dure." + topic,
            "subject": subject,
            "data": data,
        }
        self._told.append((day, len(self._told), event))

    def in_order(self) -> list[Event]:
        """Everything told, by day and then in the order of telling."""
        self._told.sort(key=lambda told: told[:2])
        return [event for _, _, event in self._told]


def _area_of(city: City) -> Callable[[int], dict[str, str]]:
    areas = [(since, {"scheme": SCHEME, "code": code}) for since, code in reversed(city.codes)]

    def area(day: int) -> dict[str, str]:
        return next(found for since, found in areas if since <= day)

    return area
