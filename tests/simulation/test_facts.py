"""The clean facts: valid, the same for a seed, and within the rules."""

from collections import Counter, defaultdict
from itertools import pairwise

import msgspec

from domain.facts import decode_hook
from domain.vocabulary import WIRE_TYPES
from simulation.facts import stream
from simulation.lives import Life, World
from simulation.telling import Event
from tests.simulation.told import day, of_type

SILENCE_DAYS = 365


def test_every_fact_decodes_as_its_event_class(clean: list[Event]) -> None:
    for event in clean:
        msgspec.convert(event["data"], WIRE_TYPES[event["type"]], dec_hook=decode_hook)


def test_ids_are_unique_within_a_source(clean: list[Event]) -> None:
    assert len({(event["source"], event["id"]) for event in clean}) == len(clean)


def test_the_same_seed_tells_the_same_facts_and_another_seed_tells_others(
    clean: list[Event],
) -> None:
    assert list(stream(7, 3, 9)) == clean
    assert list(stream(8, 3, 9)) != clean


def test_more_communities_leave_the_earlier_lives_as_they_were(clean: list[Event]) -> None:
    def of_first(events: list[Event]) -> list[Event]:
        return [event for event in events if event["subject"].endswith("/C01")]

    assert of_first(list(stream(7, 1, 9))) == of_first(clean)


def test_a_world_of_one_year_and_one_community_is_told(clean: list[Event]) -> None:
    events = list(stream(1, 1, 1))
    assert 50 < len(events) < len(clean)


def test_no_body_is_silent_for_twelve_months_before_its_end(
    clean: list[Event], lives: list[Life], world: World
) -> None:
    active: dict[str, list[int]] = defaultdict(list)
    for event in of_type(clean, "community.activity_held"):
        for body in event["data"]["organisations"]:
            active[body].append(day(event))
    for life in lives:
        for body in life.supported:
            days = active[body.key]
            last = world.calendar.end if body.end is None else body.end
            assert days[0] == body.formed
            assert max(later - earlier for earlier, later in pairwise([*days, last])) < 120
            assert body.end is None or body.end >= world.calendar.end or days[-1] == body.end


def test_no_resident_is_silent_for_twelve_months_before_leaving(
    clean: list[Event], lives: list[Life], world: World
) -> None:
    seen: dict[str, list[int]] = defaultdict(list)
    for event in of_type(clean, "community.participation_recorded"):
        seen[event["data"]["resident"]].append(day(event))
    for life in lives:
        for one in life.residents:
            days = seen[f"{life.place.key}-R{one.number + 1:03d}"]
            last = min(one.last_day, world.calendar.end)
            assert days[0] == one.first_day
            assert max(later - earlier for earlier, later in pairwise([*days, last])) < 240
            assert one.last_day >= world.calendar.end or days[-1] == one.last_day


def test_a_stay_is_as_long_as_drawn_within_a_fortnight(lives: list[Life], world: World) -> None:
    for life in lives:
        for one in life.residents:
            if one.last_day < world.calendar.end and one.moved_out_on is None:
                drawn = one.stay_months * 30.4375
                assert abs(one.last_day - one.first_day - drawn) <= 14


def test_a_resident_takes_part_in_an_activity_once(clean: list[Event]) -> None:
    signed = Counter(
        (event["data"]["activity"], event["data"]["resident"])
        for event in of_type(clean, "community.participation_recorded")
    )
    assert max(signed.values()) == 1


def test_an_organiser_organises_on_the_day_of_taking_the_role(clean: list[Event]) -> None:
    organised = {
        (organiser, event["data"]["occurred"])
        for event in of_type(clean, "community.activity_held")
        for organiser in event["data"].get("organisers", ())
    }
    taken = [
        event
        for event in of_type(clean, "resident.role_taken")
        if event["data"]["role"] == "organiser"
    ]
    assert taken
    for event in taken:
        assert (event["subject"].partition("/")[2], event["data"]["occurred"]) in organised


def test_a_post_has_one_holder_at_a_time_who_represents_already(lives: list[Life]) -> None:
    for life in lives:
        by_post = defaultdict(list)
        for term in life.terms:
            by_post[term.body.removesuffix("-2"), term.post].append(term)
            leader = next(one for one in life.residents if one.number == term.resident)
            assert leader.rungs[2] <= term.start
            assert term.until <= leader.last_day
        for terms in by_post.values():
            assert all(earlier.until < later.start for earlier, later in pairwise(terms))


def test_projects_go_their_way_in_order_and_within_their_limits(clean: list[Event]) -> None:
    steps: dict[str, dict[str, list[Event]]] = defaultdict(lambda: defaultdict(list))
    for event in clean:
        if event["subject"].startswith("small_project/"):
            steps[event["subject"]][event["type"].split(".")[2]].append(event)
    assert len(steps) > 80
    for told in steps.values():
        if "selected" not in told:
            continue
        (selected,) = told["selected"]
        approved = [one["data"]["approved_won"] for one in (selected, *told["changed"])]
        assert approved[-1] < 100_000_000
        assert selected["data"]["planned_months"] <= 24
        assert sum(paid["data"]["amount_won"] for paid in told["grant_paid"]) <= approved[-1]
        assert all(day(one) > day(selected) for one in told["started"])
        ends = [day(one) for one in (*told["completed"], *told["abandoned"])]
        assert len(ends) <= 1
        for one in (*told["grant_paid"], *told["changed"]):
            assert not ends or day(one) < ends[0]


def test_area_codes_change_with_the_real_ones() -> None:
    codes = defaultdict(set)
    for event in stream(7, 11, 10):
        area = event["data"].get("area")
        if area:
            codes[area["code"]].add(event["data"]["occurred"])
    assert max(codes["42190"]) < "2023-06-11" <= min(codes["51190"])
