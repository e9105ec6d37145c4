"""Checks one inbound event: from a CloudEvent as delivered to a fact that the ledger can take.

`streams.formats` hands over events, `streams.intake` gives the rows their verdicts. Persons become
pseudonyms here, before ids, digests and storage; what breaks an H rule becomes a `Problem`.
"""

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from itertools import chain
from typing import Any, Final

import msgspec

from domain.areas import AreaTable
from domain.correction import Correction
from domain.facts import (
    LONGEST_KEY,
    WIRE_PREFIX,
    Fact,
    FactKey,
    decode_hook,
    person_fields,
)
from domain.published import content_digest, data_bytes
from domain.rules import check_record
from domain.upcasts import upcast
from domain.vocabulary import FACT_TYPES, OWN_AGGREGATES, PERSON_SUBJECTS
from streams.hiding import ATTRIBUTES, hidden
from streams.privacy import identifiers_within, may_hold_identifiers
from streams.rows import Problem, shown

CHANGE_MARK: Final = "~change"  # with a number: the id of what a changed row of a feed corrects
_PSEUDONYM = re.compile(rb'"p-[0-9a-f]{20}"')
_CHANGE_ID = re.compile(rf"{CHANGE_MARK}\d+$")
_CORRECTED: Final = Correction.Corrected.TOPIC
_WITHDRAWN: Final = Correction.Withdrawn.TOPIC
_LONGEST_INSTANT: Final = len("2025-03-02T14:00:00.000000000+09:00")
_EXPECTED_FIELD = re.compile(r" - at `\$\.?(?P<path>[^`]*)`$")


class Candidate(msgspec.Struct, frozen=True, gc=False):
    """A checked event. For corrections and withdrawals `target` names the fact they are about."""

    source: str
    id: str
    subject: str
    fact: Fact
    data: bytes
    digest: str
    time: str | None
    target: FactKey | None


class RejectedEventError(Exception):
    """The event breaks a rule about records; carries the problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.sentence)
        self.problem = problem


class EventChecker:
    """Checks the events of one delivery of one feed.

    `source` is the feed's URI, or None for kept events of any feed, whose source was checked when
    they came in. `pseudonym` turns a person as the feed writes it into what may be stored.
    """

    def __init__(
        self,
        source: str | None,
        pseudonym: Callable[[str], str],
        areas: AreaTable,
        received_on: date,
    ) -> None:
        self._source = source
        self._pseudonym = pseudonym
        self._areas = areas
        self._received_on = received_on

    def of_any_feed(self) -> "EventChecker":
        """The same checks for kept events of whichever feed."""
        return EventChecker(None, self._pseudonym, self._areas, self._received_on)

    def key_of(self, event: dict[str, Any]) -> tuple[str, str]:
        """The source and id of an event that was checked before."""
        return event.get("source") or self._source or "", event["id"]

    def check(self, event: dict[str, Any]) -> Candidate:
        """The candidate of an inbound event; raises RejectedEventError with the first problem."""
        topic, aggregate, source = self._envelope(event)
        data = event.get("data")
        if not isinstance(data, dict):
            raise _rejected("no-data", "the event has no data object", "data")
        if topic in (_CORRECTED, _WITHDRAWN):
            data = hidden({"occurred": self._received_on.isoformat(), **data}, self._pseudonym)
        current, data = upcast(topic, data)
        data = self._pseudonymise(current, data)
        id_: str = event["id"]
        subject: str = event["subject"]
        if aggregate in PERSON_SUBJECTS:
            subject = f"{aggregate}/{self._pseudonym(subject.removeprefix(aggregate + '/'))}"
        fact = self.fact(current, data)
        encoded = data_bytes(fact)
        _refuse_identifiers(encoded, source, id_, subject)
        return Candidate(
            source=source,
            id=id_,
            subject=subject,
            fact=fact,
            data=encoded,
            digest=content_digest(current, subject, encoded),
            time=event.get("time"),
            target=getattr(fact, "fact", None),
        )

    def replacement(self, topic: str, correction: Fact) -> Fact:
        """The corrected fact of a correction, once the type of its target is known.

        Raises RejectedEventError when the replacement is no valid data of that type.
        """
        data: dict[str, Any] = getattr(correction, "replacement")  # noqa: B009  # only corrections come here
        return self.fact(topic, data)  # its persons are hidden since `check`

    def fact(self, topic: str, data: dict[str, Any]) -> Fact:
        """The fact of a topic and its data, held against the H rules; raises RejectedEventError."""
        try:
            fact: Fact = msgspec.convert(data, FACT_TYPES[topic], dec_hook=decode_hook)
        except msgspec.ValidationError as error:
            raise _invalid(error) from None
        problem = check_record(fact, self._received_on)
        if problem is not None:
            raise RejectedEventError(Problem(problem.code, problem.sentence, problem.field))
        self._check_area(fact)
        return fact

    def _envelope(self, event: dict[str, Any]) -> tuple[str, str, str]:
        """The topic, the aggregate that the subject is of, and the source."""
        if not ATTRIBUTES.issuperset(event):
            name = min(event.keys() - ATTRIBUTES)
            raise _rejected("unknown-attribute", f"{shown(name)} is no attribute here", name)
        for name in ("id", "type", "subject"):
            value = event.get(name)
            if not isinstance(value, str) or not 0 < len(value) <= LONGEST_KEY:
                sentence = f"{name} must be a text of 1 to {LONGEST_KEY} characters"
                raise _rejected("invalid-attribute", sentence, name)
        if event.get("specversion", "1.0") != "1.0":
            sentence = f"specversion must be 1.0, not {shown(event['specversion'])}"
            raise _rejected("invalid-attribute", sentence, "specversion")
        if CHANGE_MARK in event["id"] and _CHANGE_ID.search(event["id"]):
            sentence = f"ids that end in {CHANGE_MARK} and a number are given by dure itself"
            raise _rejected("reserved-id", sentence, "id")
        if (time := event.get("time")) is not None and not _is_instant(time):
            sentence = "time must be an instant with its offset, as 2025-03-02T14:00:00+09:00"
            raise _rejected("invalid-attribute", sentence, "time")
        aggregate, _, key = event["subject"].partition("/")
        topic = _topic_of(event["type"], aggregate if key else "")
        return topic, aggregate, self._source_of(event)

    def _source_of(self, event: dict[str, Any]) -> str:
        source = event.get("source", self._source)
        if not isinstance(source, str) or not 0 < len(source) <= LONGEST_KEY:
            sentence = f"source must be a text of 1 to {LONGEST_KEY} characters"
            raise _rejected("invalid-attribute", sentence, "source")
        own = self._source
        if source == own:
            return own  # one text for all rows, not one for each
        if own is not None and not source.startswith(own + "/"):
            sentence = f"this feed speaks for {own}, not for {shown(source)}"
            raise _rejected("foreign-source", sentence, "source")
        return source

    def _pseudonymise(self, topic: str, data: dict[str, Any]) -> dict[str, Any]:
        for name in person_fields(FACT_TYPES[topic]):
            value = data.get(name)
            if isinstance(value, str) and value:
                data = {**data, name: self._pseudonym(value)}
            elif isinstance(value, list) and all(isinstance(one, str) and one for one in value):
                data = {**data, name: [self._pseudonym(one) for one in value]}
        return data

    def _check_area(self, fact: Fact) -> None:
        if fact.area is None:
            return
        resolution = self._areas.check(fact.area, fact.occurred)
        if not resolution.is_accepted:
            sentence = resolution.sentence or f"the area code {fact.area.code} never existed"
            raise _rejected("area-unknown", sentence, "area.code")


def _refuse_identifiers(encoded: bytes, source: str, id_: str, subject: str) -> None:
    """Raise for the first direct identifier in the data, or in what names the fact."""
    stored = b"%b\n%b" % (encoded, f"{source}\n{id_}\n{subject}".encode())
    if not may_hold_identifiers(stored):
        return
    if not may_hold_identifiers(_PSEUDONYM.sub(b"", stored)):
        return  # it was the digits of a pseudonym; one in fourteen has some
    data = msgspec.json.decode(encoded)
    names = {"source": source, "id": id_, "subject": subject}
    for path, identifier in chain(identifiers_within(data), identifiers_within(names)):
        sentence = f"{path} holds a direct identifier ({identifier.kind}), which is not stored"
        raise _rejected("direct-identifier", sentence, path)


@lru_cache(maxsize=1_024)  # the types and aggregates of a vocabulary, and some that are wrong
def _topic_of(wire_type: str, aggregate: str) -> str:
    """The topic of a wire type about such a subject; raises RejectedEventError."""
    topic = wire_type.removeprefix(WIRE_PREFIX)
    current = upcast(topic, {})[0] if wire_type.startswith(WIRE_PREFIX) else ""
    if current not in FACT_TYPES:
        sentence = f"{shown(wire_type)} is no type of fact; `dure schema` lists them"
        raise _rejected("unknown-type", sentence, "type")
    owner = current.partition(".")[0]
    if owner in OWN_AGGREGATES:
        sentence = f"{wire_type} is recorded by dure itself and cannot be reported"
        raise _rejected("own-type", sentence, "type")
    if owner == Correction.NAME and aggregate in OWN_AGGREGATES:
        sentence = f"what dure records of its own {aggregate}s is neither corrected nor withdrawn"
        raise _rejected("own-type", sentence, "subject")
    if not aggregate or owner not in (aggregate, Correction.NAME):
        sentence = f"the subject of {wire_type} must be {owner}/KEY"  # the key may be a person
        raise _rejected("invalid-subject", sentence, "subject")
    return topic


def _is_instant(time: object) -> bool:
    if not isinstance(time, str) or len(time) > _LONGEST_INSTANT:
        return False
    try:
        return datetime.fromisoformat(time).tzinfo is not None
    except ValueError:
        return False


def _rejected(code: str, sentence: str, field: str | None = None) -> RejectedEventError:
    return RejectedEventError(Problem(code, sentence, field))


def _invalid(error: msgspec.ValidationError) -> RejectedEventError:
    text = str(error)
    match = _EXPECTED_FIELD.search(text)
    field = match["path"] if match else None
    sentence = text[: match.start()] if match else text
    if "unknown field" in sentence:
        name = sentence.split("`")[1]
        return _rejected("unknown-field", f"{name!r} is no field of this fact", name)
    return _rejected("invalid-field", sentence, field)
