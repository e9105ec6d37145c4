"""Tells what no community owns: programmes' calls, the manual, centres, cities' ordinances."""

from typing import Final

from simulation.chance import dice
from simulation.lives import World
from simulation.places import PROGRAMMES, City, Place
from simulation.telling import Event, Teller

MANUAL: Final = "MANUAL-1"
_EDITIONS: Final = ((2016, "1.0"), (2019, "2.0"))
_EXPERT_FIELDS: Final = ("facilitation", "bookkeeping", "business", "architecture", "law")


def tell_commons(world: World) -> list[Event]:
    """Everything shared; within a part in order of day."""
    teller = Teller(world.calendar, None)
    _tell_calls(teller, world)
    _tell_manual(teller, world)
    _tell_centres(teller, world)
    cities = {place.city.name: place.city for place in world.places()}
    return teller.in_order() + [
        event for city in cities.values() for event in _tell_city(world, city)
    ]


def _tell_calls(teller: Teller, world: World) -> None:
    random = dice(world.seed, "calls")
    for year in world.calendar.all_years:
        for programme in PROGRAMMES:
            day = world.calendar.day(year, 1, 5) + random.randrange(0, 20)
            teller.about("programme", programme).tell(
                day,
                "call_published",
                f"call-{programme}-{year}",
                call=f"{programme}-{year}",
                title=f"{year}년 주민 공모사업 공고",
                closes_on=world.calendar.date(day + 40).isoformat(),
                budget_won=1_500_000_000,
                terms_version=str(year),
            )


def _tell_manual(teller: Teller, world: World) -> None:
    """Editions are published in May; centres adopt each within a year."""
    random = dice(world.seed, "manual")
    for year, version in _EDITIONS:
        story = teller.about("manual", MANUAL, version=version)
        day = world.calendar.day(year, 5, 10)
        story.tell(day, "published", f"{MANUAL}-{version}", title="주민주체 발굴·육성 매뉴얼")
        for centre in _centres(world):
            adopted = day + random.randrange(20, 360)
            story.tell(adopted, "adopted", f"{MANUAL}-{version}-{centre}", adopter=centre)


def _tell_centres(teller: Teller, world: World) -> None:
    for centre, place in _centres(world).items():
        story = teller.about("support_organisation", centre)
        name = f"제{place.region + 1}권역 마을공동체지원센터"
        story.tell(0, "established", f"{centre}-established", name=name, level="regional")
        for number, expert in enumerate(world.experts(place)):
            fields = (_EXPERT_FIELDS[number % len(_EXPERT_FIELDS)],)
            enrolled = f"{expert}-enrolled"
            story.tell(5 + number, "expert_enrolled", enrolled, expert=expert, fields=fields)


def _centres(world: World) -> dict[str, Place]:
    """Each support organisation with its first community."""
    found: dict[str, Place] = {}
    for place in world.places():
        found.setdefault(world.centre(place), place)
    return found


def _tell_city(world: World, city: City) -> list[Event]:
    """An ordinance, its amendment, and a yearly budget line."""
    random = dice(world.seed, "city", city.name)
    teller = Teller(world.calendar, city)
    enacted, name = random.randrange(30, 900), city.code(0)
    amended = enacted + random.randrange(500, 2_000)
    title = f"{city.name} 마을공동체 만들기 지원 조례"
    for day, verb in ((enacted, "enacted"), (amended, "amended")):
        story = teller.about("municipality", city.code(day), ordinance=f"ordinance-{name}")
        story.tell(day, f"ordinance_{verb}", f"ordinance-{name}-{verb}", title=title)
    for year in world.calendar.all_years:
        day = world.calendar.day(year, 12, 15)
        teller.about("municipality", city.code(day)).tell(
            day,
            "budget_line_approved",
            f"budget-{name}-{year}",
            budget_line="community-building",
            fiscal_year=year + 1,
            amount_won=random.randrange(80, 900) * 1_000_000,
            is_recurring=True,
        )
    return teller.in_order()
