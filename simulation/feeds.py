"""Delivers the planted world as five feeds over the years, with the truths beside them.

Each month's facts go to the feeds' offices (`simulation.deliveries`), which write them in their own
formats; `manifest.yaml` lists feeds and deliveries in order of receipt, `truth.json` what was
planted. Whoever submits the deliveries in that order, with their periods and times of receipt,
replays the years.
"""

import shutil
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import yaml

from domain.errors import MisuseError
from domain.vocabulary import FACT_TYPES
from simulation.breaches import Planted
from simulation.calendar import FIRST_YEAR
from simulation.chance import dice
from simulation.commons import tell_commons
from simulation.deliveries import Delivery, Office, Register, month_name
from simulation.facts import tell
from simulation.gaming import Gaming
from simulation.lives import World, imagine
from simulation.noise import Courier, Noise
from simulation.parameters import PLANTED, Parameters
from simulation.places import REFERENCE
from simulation.spool import Spool
from simulation.telling import (
    ACTIVITIES,
    FEEDS,
    PROGRAMME_OFFICE,
    REGISTER,
    SIGN_INS,
    SUPPORT_CENTRE,
    Event,
    feed_of,
    feed_of_topic,
)
from simulation.truth import Truth, write_truth

PERSON_NAMESPACE: Final = "simulated-residents"  # one for all feeds: a key names its village
_MAPPINGS: Final = Path(__file__).parent / "mappings"
_ANNOUNCED_DAYS: Final = 25  # an assembly is announced with the month before
_NOISE: Final = {
    ACTIVITIES: Noise(imprecise=0.025),
    SIGN_INS: Noise(late=0.02, misstated=0.001, contradicts=True),
    PROGRAMME_OFFICE: Noise(misstated=0.01),
    SUPPORT_CENTRE: Noise(misstated=0.01),
    REGISTER: Noise(repeated=0.0, misstated=0.01, latest_months=2),
}
_MISSING: Final = {
    # Shares of the world's months; the last of the sign-ins lies within the last year.
    ACTIVITIES: (0.3, 0.62),
    SIGN_INS: (0.25, 0.55, 0.93),
    SUPPORT_CENTRE: (0.4,),
    REGISTER: (0.225,),
}
_OWN: Final = frozenset(("feed", "publication", "fact"))  # aggregates that no feed reports
_FEWEST_MONTHS: Final = 36  # a shorter world is delivered without gaps
_QUARTER: Final = 3
_REPORTED_BY: Final = {
    ACTIVITIES: ("community.activity_held.v1",),
    SIGN_INS: ("community.participation_recorded.v1",),
}


class AlreadySimulatedError(MisuseError):
    """The folder holds feeds already; they are not overwritten."""

    code = "already-simulated"


def simulate(
    out: Path,
    seed: int,
    communities: int = 14,
    years: int = 10,
    *,
    reference: Path = REFERENCE,
    planted: Parameters = PLANTED,
) -> None:
    """Write feeds, mappings, `manifest.yaml` and `truth.json`; the same bytes for the same seed.

    Raises AlreadySimulatedError when `out` holds feeds already. Memory holds one community's life
    and one month of facts, whatever the size.
    """
    if (out / "feeds").exists():
        msg = f"{out} holds feeds already: name another folder, or remove this one"
        raise AlreadySimulatedError(msg)
    world = imagine(seed, communities, years, reference=reference, planted=planted)
    for feed in FEEDS:
        (out / "feeds" / feed).mkdir(parents=True)
    shutil.copytree(_MAPPINGS, out / "mappings", dirs_exist_ok=True)
    truth, breaches, gaming = Truth(world), Planted(world), Gaming(world)
    with Spool(out / ".spool") as spool:
        _tell_all(world, spool, truth, breaches, gaming)
        desk = Desk(world, out)
        deliveries = list(desk.deliver_all(spool))
    _write_manifest(out / "manifest.yaml", world, deliveries)
    suffered = {
        "breaches": [asdict(breach) for breach in breaches.breaches],
        "gaming": [asdict(pattern) for pattern in gaming.patterns],
        "deliveries": desk.truth(),
    }
    write_truth(out / "truth.json", truth.document() | suffered)


def _tell_all(world: World, spool: Spool, truth: Truth, breaches: Planted, gaming: Gaming) -> None:
    for event in tell_commons(world):
        spool.add(_month(world, event), event)
    for life in world.lives():
        truth.add(life)
        for event in tell(world, life):
            spool.add(_month(world, event), event)
        for event in breaches.tell(life):
            spool.add(_month(world, event), event)
        for month, event in gaming.tell(life):
            spool.add(month, event)


def _month(world: World, event: Event) -> int:
    """The month whose delivery reports a fact; an announcement comes before its day."""
    occurred: str = event["data"]["occurred"]
    month = (int(occurred[:4]) - FIRST_YEAR) * 12 + int(occurred[5:7]) - 1
    if event["type"] == "dure.community.activity_planned.v1":
        is_early = int(occurred[8:]) <= _ANNOUNCED_DAYS
        return max(0, month - is_early)
    return min(month, world.calendar.years * 12 - 1)


class Desk:
    """All five offices of a world."""

    def __init__(self, world: World, out: Path) -> None:
        self._months = world.calendar.years * 12
        self._missing = {feed: self._missing_months(feed) for feed in FEEDS}
        self._offices = {
            feed: Office(
                feed=feed,
                folder=out / "feeds" / feed,
                courier=self._courier(world, feed, self._missing[feed]),
                random=dice(world.seed, "notations", feed),
                day_of_receipt=3 + 2 * FEEDS.index(feed),
            )
            for feed in FEEDS
            if feed != REGISTER
        }
        self._register = Register(
            REGISTER,
            out / "feeds" / REGISTER,
            self._courier(world, REGISTER, frozenset()),
            dice(world.seed, "notations", REGISTER),
            frozenset(month // _QUARTER for month in self._missing[REGISTER]),
        )

    def _courier(self, world: World, feed: str, missing: frozenset[int]) -> Courier:
        return Courier(dice(world.seed, "delivery", feed), _NOISE[feed], missing)

    def _missing_months(self, feed: str) -> frozenset[int]:
        if self._months < _FEWEST_MONTHS:
            return frozenset()
        return frozenset(int(share * self._months) for share in _MISSING.get(feed, ()))

    def deliver_all(self, spool: Spool) -> Iterator[Delivery]:
        """Write every delivery, month after month, and what was late at last."""
        entered: list[Event] = []
        for month in range(self._months):
            of_feed: dict[str, list[Event]] = {feed: [] for feed in FEEDS}
            for event in sorted(spool.take(month), key=lambda event: event["data"]["occurred"]):
                of_feed[feed_of(event)].append(event)
            entered += of_feed[REGISTER]
            made = [office.deliver(month, of_feed[feed]) for feed, office in self._offices.items()]
            if month % _QUARTER == _QUARTER - 1:
                made.append(self._register.deliver(month // _QUARTER, entered))
                entered = []
            yield from (delivery for delivery in made if delivery)
        last = self._months - 1
        made = [office.catch_up(last) for office in self._offices.values()]
        made.append(self._register.catch_up(last // _QUARTER))
        yield from (delivery for delivery in made if delivery)

    def truth(self) -> dict[str, Any]:
        """What was done to each feed: counts of rows, and the months without a delivery."""
        counts = {feed: dict(office.courier.counts) for feed, office in self._offices.items()}
        counts[REGISTER] = self._register.truth
        return {
            feed: counts[feed] | {"missing": sorted(map(month_name, self._missing[feed]))}
            for feed in FEEDS
        }


def _write_manifest(path: Path, world: World, deliveries: list[Delivery]) -> None:
    ordered = sorted(deliveries, key=lambda delivery: (delivery.received_at, delivery.file))
    document = {
        "seed": world.seed,
        "from": world.calendar.first.isoformat(),
        "to": world.calendar.last.isoformat(),
        "known_at": ordered[-1].received_at,
        "feeds": [_feed_entry(feed) for feed in FEEDS],
        "deliveries": [asdict(delivery) for delivery in ordered],
    }
    text = yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=200)
    path.write_text(text, encoding="utf-8")


def _feed_entry(feed: str) -> dict[str, Any]:
    kinds = _REPORTED_BY.get(feed) or [
        topic
        for topic in FACT_TYPES
        if feed_of_topic(topic) == feed and topic.partition(".")[0] not in _OWN
    ]
    return {
        "name": feed,
        "municipality": None,
        "mapping": f"mappings/{feed}.yaml",
        "person_namespace": PERSON_NAMESPACE,
        "expect": {"every": "quarterly" if feed == REGISTER else "monthly", "kinds": list(kinds)},
    }
