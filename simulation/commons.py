"""Tells what no single community owns: programmes' calls, the manual, centres, cities' ordinances."""

from typing import Final

from simulation.chance import dice
from simulation.lives import World
from simulation.places import PROGRAMMES, Place
from simulation.telling import Event, Teller

MANUAL: Final = "MANUAL-1"
_EDITIONS: Final = ((2016, "1.0"), (2019, "2.0"))
_EXPERT_FIELDS: Final = ("facilitation", "bookkeeping", "business", "architecture", "law")


def tell_commons(world: World) -> list[Event]:
    """Everything shared, in order of day."""
    teller = Teller(world.calendar, None)
    _tell_calls(teller, world)
    _tell_manual(teller, world)
    _tell_centres(teller, world)
    return teller.in_order() + _cities(world)


def _tell_calls(teller: Teller, world: World) -> None:
    random = dice(world.seed, "calls")
    for year in world.calendar.all_years:
        for programme in PROGRAMMES:
            day = world.calendar.day(year, 1, 5) + random.randrange(0, 20)
            closes = world.calendar.date(day + 40).isoformat()
            teller.fact(day, "programme.call_published.v1", f"programme/{programme}",
                        f"call-{programme}-{year}", call=f"{programme}-{year}",
                        title=f"{year}년 주민 공모사업 공고", closes_on=closes,
                        budget_won=1_500_000_000, terms_version=f"{year}")  # fmt: skip


def _tell_manual(teller: Teller, world: World) -> None:
    """Editions are published in May; centres adopt each within a year."""
    random = dice(world.seed, "manual")
    for year, version in _EDITIONS:
        day = world.calendar.day(year, 5, 10)
        teller.fact(day, "manual.published.v1", f"manual/{MANUAL}", f"{MANUAL}-{version}",
                    version=version, title="주민주체 발굴·육성 매뉴얼")  # fmt: skip
        for centre in sorted(_centres(world)):
            adopted = day + random.randrange(20, 360)
            teller.fact(adopted, "manual.adopted.v1", f"manual/{MANUAL}",
                        f"{MANUAL}-{version}-{centre}", version=version, adopter=centre)  # fmt: skip


def _tell_centres(teller: Teller, world: World) -> None:
    for centre, one in sorted(_centres(world).items()):
        subject = f"support_organisation/{centre}"
        teller.fact(0, "support_organisation.established.v1", subject, f"{centre}-established",
                    name=f"제{one.region + 1}권역 마을공동체지원센터", level="regional")  # fmt: skip
        for number, expert in enumerate(world.experts(one)):
            teller.fact(5 + number, "support_organisation.expert_enrolled.v1", subject,
                        f"{expert}-enrolled", expert=expert,
                        fields=(_EXPERT_FIELDS[number % len(_EXPERT_FIELDS)],))  # fmt: skip


def _centres(world: World) -> dict[str, Place]:
    found: dict[str, Place] = {}
    for one in world.places():
        found.setdefault(world.centre(one), one)
    return found


def _cities(world: World) -> list[Event]:
    """Each city once: an ordinance, its amendment, and a yearly budget line."""
    events: list[Event] = []
    for name, city in {one.city.name: one.city for one in world.places()}.items():
        random = dice(world.seed, "city", name)
        teller = Teller(world.calendar, city)
        enacted = random.randrange(30, 900)
        stem = f"ordinance-{city.code(0)}"
        for day, verb in ((enacted, "enacted"), (enacted + random.randrange(500, 2000), "amended")):
            teller.fact(day, f"municipality.ordinance_{verb}.v1",
                        f"municipality/{city.code(day)}", f"{stem}-{verb}", ordinance=stem,
                        title=f"{city.name} 마을공동체 만들기 지원 조례")  # fmt: skip
        for year in world.calendar.all_years:
            day = world.calendar.day(year, 12, 15)
            teller.fact(day, "municipality.budget_line_approved.v1",
                        f"municipality/{city.code(day)}", f"budget-{city.code(0)}-{year}",
                        budget_line="community-building", fiscal_year=year + 1,
                        amount_won=random.randrange(80, 900) * 1_000_000, is_recurring=True)  # fmt: skip
        events += teller.in_order()
    return events
