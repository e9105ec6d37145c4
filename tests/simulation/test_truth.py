"""The truth: equal to direct counts over the clean facts, and recovered by estimators."""

from collections import Counter, defaultdict
from datetime import date
from typing import Any

import pytest
from lifelines import KaplanMeierFitter

from simulation.lives import Life, World
from simulation.telling import Event
from tests.simulation.nation import (
    DAYS,
    activities_of,
    by_project,
    counts_of,
    ends_of_support,
    is_near,
    stays_of,
    told_nation,
)
from tests.simulation.told import day, day_of, of_type

ALPHA = 0.002  # wide enough that none of so many intervals misses by chance


# A nation takes two seconds; one of three is enough before each commit.
@pytest.fixture(params=[1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (2, 3))])
def nation(request: pytest.FixtureRequest) -> tuple[World, list[Event], dict[str, Any]]:
    return told_nation(request.param)


def test_p1_counts_projects_whose_plan_was_adopted_before(
    nation: tuple[World, list[Event], dict[str, Any]],
) -> None:
    _, events, truth = nation
    adopted = {event["subject"]: day(event) for event in of_type(events, "plan.adopted")}
    selected = by_project(events, "selected")
    first = day_of("2022-01-01")
    started = [key for key, event in by_project(events, "started").items() if day(event) >= first]
    planned = [
        key
        for key in started
        if adopted.get(f"plan/{selected[key]['data'].get('plan')}", 10**6) < day(selected[key])
    ]
    realised = counts_of(truth, "P1")
    assert (len(planned), len(started)) == (realised["numerator"], realised["denominator"])
    parameter = truth["indicators"]["P1"]["parameter"]["share"]
    assert is_near(len(planned) / len(started), len(started), parameter)


def test_d2_is_breached_by_the_projects_that_the_truth_lists(
    nation: tuple[World, list[Event], dict[str, Any]],
) -> None:
    _, events, truth = nation
    adopted = {event["subject"]: event for event in of_type(events, "plan.adopted")}
    breaching = []
    for key, event in by_project(events, "selected").items():
        plan = adopted.get(f"plan/{event['data'].get('plan')}")
        is_first = plan is not None and day(plan) < day(event)
        cites = plan is not None and set(plan["data"]["agendas"]) & set(
            event["data"].get("agendas", ())
        )
        if not is_first or not cites:
            breaching.append(key.partition("/")[2])
    assert sorted(breaching) == sorted(truth["unplanned_projects"])


def test_p2_agenda_items_are_addressed_at_the_planted_rates(
    nation: tuple[World, list[Event], dict[str, Any]],
) -> None:
    world, events, truth = nation
    registered = {
        event["data"]["agenda"]: day(event) for event in of_type(events, "plan.agenda_registered")
    }
    addressed = {
        event["data"]["agenda"]: day(event) for event in of_type(events, "plan.agenda_addressed")
    }
    two_years = 24 * DAYS
    seen = [agenda for agenda, at in registered.items() if at + two_years <= world.calendar.end - 1]
    in_time = [
        agenda for agenda in seen if addressed.get(agenda, 10**6) - registered[agenda] <= two_years
    ]
    assert counts_of(truth, "P2") == {"items": len(seen), "addressed_24": len(in_time)}
    parameter = truth["indicators"]["P2"]["parameter"]["addressed_24"]
    assert is_near(len(in_time) / len(seen), len(seen), parameter)


def test_a6_counts_residents_who_signed_in_within_a_year(
    nation: tuple[World, list[Event], dict[str, Any]],
) -> None:
    _, events, truth = nation
    came = {
        event["data"]["resident"]
        for event in of_type(events, "community.participation_recorded")
        if event["data"]["occurred"] >= "2024-01-01"
    }
    aged = sum(
        event["data"]["residents_aged_13_and_over"]
        for event in of_type(events, "community.snapshot_observed")
        if event["data"]["occurred"].startswith("2024")
    )
    assert counts_of(truth, "A6") == {"numerator": len(came), "denominator": aged}


def test_a7_stays_survive_as_planted(
    nation: tuple[World, list[Event], dict[str, Any]],
) -> None:
    world, events, truth = nation
    stays = stays_of(world, events).values()
    fitter = KaplanMeierFitter(alpha=ALPHA).fit(*zip(*stays, strict=True))
    for horizon in (12, 24, 36):
        low, high = fitter.confidence_interval_.loc[:horizon].iloc[-1]
        assert low <= truth["indicators"]["A7"]["parameter"][f"s_{horizon}"] <= high
    realised = counts_of(truth, "A7")
    share = realised["stay_24"] / realised["residents"]
    assert is_near(share, realised["residents"], truth["indicators"]["A7"]["parameter"]["s_24"])


@pytest.mark.parametrize("role", ["contributor", "organiser", "representative"])
def test_c11_roles_are_reached_as_planted(
    nation: tuple[World, list[Event], dict[str, Any]], role: str
) -> None:
    world, events, truth = nation
    first: dict[str, int] = {}
    for event in of_type(events, "community.participation_recorded"):
        first.setdefault(event["data"]["resident"], day(event))
    taken = {
        event["subject"].partition("/")[2]: day(event)
        for event in of_type(events, "resident.role_taken")
        if event["data"]["role"] == role
    }
    three_years = round(36 * DAYS)
    seen = [key for key, at in first.items() if at + three_years < world.calendar.end]
    reached = [key for key in seen if taken.get(key, 10**6) - first[key] <= three_years]
    realised = counts_of(truth, "C11")
    assert (len(seen), len(reached)) == (realised["residents"], realised[f"{role}_36"])
    parameter = truth["indicators"]["C11"]["parameter"]
    competing = parameter["moving_out_competes"][f"{role}_36"]
    assert is_near(len(reached) / len(seen), len(seen), competing)
    assert competing < parameter["moving_out_censors"][f"{role}_36"]


def test_c13_terms_last_and_leaders_share_as_planted(
    nation: tuple[World, list[Event], dict[str, Any]],
) -> None:
    world, events, truth = nation
    ended = {
        event["id"].removesuffix("-out"): day(event)
        for event in of_type(events, "resident_organisation.leader_stepped_down")
    }
    terms = []
    held: Counter[str] = Counter()
    first, end = day_of("2022-01-01"), world.calendar.end
    for event in of_type(events, "resident_organisation.leader_installed"):
        until = ended.get(event["id"].removesuffix("-in"))
        last = end if until is None else until
        terms.append(((last - day(event)) / DAYS, until is not None))
        held[event["data"]["resident"]] += max(0, last - max(first, day(event)))
    realised = counts_of(truth, "C13")
    assert sum(held.values()) == realised["leader_days"]
    assert sum(days * days for days in held.values()) == realised["squared_leader_days"]
    fitter = KaplanMeierFitter(alpha=ALPHA).fit(*zip(*terms, strict=True))
    median = truth["indicators"]["C13"]["parameter"]["median_tenure_months"]
    low, high = fitter.confidence_interval_.loc[:median].iloc[-1]
    assert low <= 0.5 <= high


def test_r18_counts_projects_with_more_than_a_paper_link(
    nation: tuple[World, list[Event], dict[str, Any]],
) -> None:
    _, events, truth = nation
    confirmed: dict[str, set[str]] = defaultdict(set)
    joint: set[str] = set()
    pairs = {}
    for event in of_type(events, "programme.link_confirmed"):
        data = event["data"]
        confirmed[data["link"]].add(data["confirmed_by"])
        pairs[data["link"]] = {data["project"], data["other_project"]}
        if data.get("shared_asset"):
            joint |= pairs[data["link"]]
    for event in of_type(events, "community.activity_held"):
        if len(event["data"].get("projects", ())) > 1:
            joint |= set(event["data"]["projects"])
    linked = {key for link, owners in confirmed.items() if len(owners) > 1 for key in pairs[link]}
    ends = by_project(events, "completed") | by_project(events, "abandoned")
    active = {
        key.partition("/")[2]
        for key in by_project(events, "started")
        if key not in ends or day(ends[key]) >= day_of("2023-01-01")
    }
    realised = counts_of(truth, "R18")
    assert len(active) == realised["denominator"]
    assert len(active & linked & joint) == realised["numerator"]
    parameter = truth["indicators"]["R18"]["parameter"]["share"]
    # Linked in pairs: half as many independent draws as projects.
    assert is_near(realised["numerator"] / len(active), len(active) // 2, parameter)


def test_i21_contact_and_follow_up_are_as_counted(
    nation: tuple[World, list[Event], dict[str, Any]],
) -> None:
    _, events, truth = nation
    quarters: dict[str, set[int]] = defaultdict(set)
    for name in ("visit_made", "consultation_given"):
        for event in of_type(events, f"support_organisation.{name}"):
            occurred = date.fromisoformat(event["data"]["occurred"])
            if occurred.year == 2024:
                quarters[event["data"]["community"]].add((occurred.month - 1) // 3)
    realised = counts_of(truth, "I21")
    assert sum(len(found) == 4 for found in quarters.values()) == realised["every_quarter"]
    ended = {
        event["subject"]: day(event)
        for event in of_type(events, "worker.contract_ended")
        if event["data"]["occurred"].startswith("2023")
    }
    assert len(ended) == realised["workers"]
    followed = {
        event["subject"]
        for name in ("re_educated", "redeployed")
        for event in of_type(events, f"worker.{name}")
        if event["subject"] in ended and day(event) - ended[event["subject"]] <= 12 * DAYS
    }
    assert len(followed) == realised["followed_up_12"]
    parameter = truth["indicators"]["I21"]["parameter"]["followed_up_12"]
    assert is_near(len(followed) / len(ended), len(ended), parameter)


def test_s23_bodies_survive_support_as_planted(
    nation: tuple[World, list[Event], dict[str, Any]],
) -> None:
    """From the facts alone: last ends of support, silence of twelve months, dissolution, merger."""
    world, events, truth = nation
    cut = world.calendar.end - 1 - 366
    spells = []
    mergers = {
        event["subject"].partition("/")[2]: day(event)
        for event in of_type(events, "resident_organisation.merged")
    }
    for body, spell_ends in ends_of_support(events).items():
        merged = {mergers[body]} if body in mergers else set()
        for ended, restarted in spell_ends:
            if ended > cut:
                continue
            last = max(day(event) for event in activities_of(events)[body])
            has_failed = last <= cut and restarted is None and not merged
            end = min(restarted or 10**6, cut, *(merged or {10**6}), last if has_failed else 10**6)
            spells.append(((end - ended) / DAYS, has_failed))
    listed = [spell for spell in truth["support_ends"] if day_of(spell["support_ended"]) <= cut]
    assert len(spells) == len(listed) > 150
    fitter = KaplanMeierFitter(alpha=ALPHA).fit(*zip(*spells, strict=True))
    for horizon in (12, 24, 36):
        low, high = fitter.confidence_interval_.loc[:horizon].iloc[-1]
        assert low <= truth["indicators"]["S23"]["parameter"][f"s_{horizon}"] <= high


def test_o25_counts_projects_settled_within_180_days(
    nation: tuple[World, list[Event], dict[str, Any]],
) -> None:
    world, events, truth = nation
    settled, abandoned = by_project(events, "settled"), by_project(events, "abandoned")
    due = {}
    for key, event in by_project(events, "started").items():
        begun = date.fromisoformat(event["data"]["occurred"])
        years, month = divmod(begun.month - 1 + event["data"]["planned_months"], 12)
        planned_end = day_of(begun.replace(year=begun.year + years, month=month + 1).isoformat())
        if day_of("2023-01-01") <= planned_end <= world.calendar.end - 1 - 180:
            due[key] = planned_end
    in_time = [key for key in due if key in settled and day(settled[key]) <= due[key] + 180]
    realised = counts_of(truth, "O25")
    assert realised["projects"] == len(due)
    assert realised["settled_in_time"] == len(in_time)
    assert realised["abandoned"] == len(due.keys() & abandoned.keys())
    parameter = truth["indicators"]["O25"]["parameter"]["settled_in_time"]
    assert is_near(len(in_time) / len(due), len(due), parameter)


def test_each_community_matures_at_the_last_day(lives: list[Life]) -> None:
    """Enough projects, residents and items that an indicator of a community can have a value."""
    for life in lives:
        started = [one for one in life.projects if not one.is_declined]
        assert len({one.programme for one in started}) == 2
        assert len(started) >= 12
        assert sum(one.first_day <= life.start + 90 for one in life.residents) >= 20
