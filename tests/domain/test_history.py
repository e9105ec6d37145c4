"""What holds on a day, as known at an instant: a pure function of the entries in any order."""

import random
from datetime import date, datetime
from itertools import permutations

import msgspec
import pytest
from hypothesis import given as any_case
from hypothesis import strategies as st

from domain.aggregate import Aggregate
from domain.community import Community
from domain.correction import Correction
from domain.decisions import aggregate_of, project
from domain.facts import Entry, Fact, FactKey
from domain.history import as_of, chain, effective, heads
from tests.domain.story import SOURCE, key, on, recorded_at, stored

SUBJECT = "community/c1"
ALWAYS = recorded_at(10_000)
LATE = date(2100, 12, 31)


def held(day: str, activity: str = "a1") -> Community.ActivityHeld:
    return Community.ActivityHeld(occurred=on(day), activity=activity)


def corrected(number: int, day: str, activity: str = "a1") -> Correction.Corrected:
    return Correction.Corrected(
        occurred=on(day),
        fact=key(number),
        replacement={"occurred": day, "activity": activity},
        corrects=Community.ActivityHeld.TOPIC,
    )


def withdrawn(number: int) -> Correction.Withdrawn:
    return Correction.Withdrawn(occurred=on("2025-12-01"), fact=key(number))


def telling(entries: list[Entry], day: date, known_at: datetime = ALWAYS) -> list[Fact]:
    return [one.fact for one in as_of(entries, day, known_at)]


class TestCorrections:
    def test_a_correction_takes_the_place_of_its_fact_as_the_same_kind(self) -> None:
        entries = stored(SUBJECT, [held("2025-03-02"), corrected(1, "2025-03-03")])
        assert telling(entries, LATE) == [held("2025-03-03")]

    def test_a_correction_of_a_correction_takes_its_place(self) -> None:
        entries = stored(
            SUBJECT, [held("2025-03-02"), corrected(1, "2025-03-03"), corrected(2, "2025-03-04")]
        )
        assert telling(entries, LATE) == [held("2025-03-04")]

    def test_two_corrections_of_one_fact_follow_each_other(self) -> None:
        entries = stored(
            SUBJECT, [held("2025-03-02"), corrected(1, "2025-03-03"), corrected(1, "2025-03-04")]
        )
        assert telling(entries, LATE) == [held("2025-03-04")]

    def test_a_withdrawn_fact_does_not_hold(self) -> None:
        entries = stored(SUBJECT, [held("2025-03-02"), held("2025-03-05", "a2"), withdrawn(1)])
        assert telling(entries, LATE) == [held("2025-03-05", "a2")]

    def test_a_withdrawn_correction_takes_the_fact_with_it(self) -> None:
        """The chain is one fact; withdrawing any link withdraws what it says now."""
        entries = stored(SUBJECT, [held("2025-03-02"), corrected(1, "2025-03-03"), withdrawn(2)])
        assert telling(entries, LATE) == []

    def test_correcting_a_withdrawal_brings_the_fact_back(self) -> None:
        entries = stored(SUBJECT, [held("2025-03-02"), withdrawn(1), corrected(1, "2025-03-04")])
        assert telling(entries, LATE) == [held("2025-03-04")]

    def test_what_was_known_before_a_correction_can_still_be_asked(self) -> None:
        entries = stored(
            SUBJECT, [held("2025-03-02"), corrected(1, "2025-03-03"), withdrawn(1), held("2025-06")]
        )
        told = [telling(entries, LATE, recorded_at(position)) for position in range(5)]
        assert told == [
            [],
            [held("2025-03-02")],
            [held("2025-03-03")],
            [],
            [held("2025-06")],
        ]

    def test_a_correction_that_names_no_kind_is_no_entry_of_the_ledger(self) -> None:
        [_, entry] = stored(SUBJECT, [held("2025-03-02"), corrected(1, "2025-03-03")])
        nameless = Correction.Corrected(
            occurred=on("2025-03-03"), fact=key(1), replacement={"occurred": "2025-03-03"}
        )
        with pytest.raises(ValueError, match="names no known kind"):
            effective(msgspec.structs.replace(entry, fact=nameless))

    def test_the_chain_of_a_fact_is_found_from_any_of_its_links(self) -> None:
        facts = [held("2025-03-02"), held("2025-04"), corrected(1, "2025-03-03"), withdrawn(3)]
        entries = stored(SUBJECT, facts)
        links = [entry.id for entry in chain(entries, key(1))]
        assert links == ["fact-1", "fact-3", "fact-4"]
        assert [entry.id for entry in chain(entries, key(3))] == links
        assert [entry.id for entry in chain(entries, key(4))] == links
        assert chain(entries, FactKey(SOURCE, "elsewhere")) == ()


class TestImpreciseDates:
    def test_a_fact_of_some_day_in_march_holds_certainly_from_the_last_of_march(self) -> None:
        entries = stored(SUBJECT, [held("2025-03")])
        days = (date(2025, 2, 28), date(2025, 3, 1), date(2025, 3, 30), date(2025, 3, 31))
        told = [[one.is_certain for one in as_of(entries, day, ALWAYS)] for day in days]
        assert told == [[], [False], [False], [True]]

    def test_facts_come_in_the_order_in_which_they_occurred(self) -> None:
        entries = stored(SUBJECT, [held("2025-05-01"), held("2025"), held("2025-03-02")])
        assert telling(entries, LATE) == [held("2025"), held("2025-03-02"), held("2025-05-01")]


def stories() -> st.SearchStrategy[list[Fact]]:
    """Up to eight facts, each a new one, a correction or a withdrawal of an earlier one."""

    @st.composite
    def story(draw: st.DrawFn) -> list[Fact]:
        facts: list[Fact] = []
        days = st.sampled_from(["2025-03-02", "2025-03", "2025", "2025-07-01", "2024-12-31"])
        for number in range(1, draw(st.integers(1, 8)) + 1):
            step = draw(st.sampled_from(["new", "correct", "withdraw"])) if facts else "new"
            day = draw(days)
            if step == "new":
                facts.append(held(day, f"a{number}"))
            else:
                target = draw(st.integers(1, len(facts)))
                is_correction = step == "correct"
                facts.append(corrected(target, day) if is_correction else withdrawn(target))
        return facts

    return story()


@any_case(stories(), st.randoms(), st.integers(0, 9), st.dates(date(2024, 1, 1), date(2026, 1, 1)))
def test_the_order_in_which_entries_are_handed_over_does_not_matter(
    facts: list[Fact], chance: random.Random, known: int, day: date
) -> None:
    entries = stored(SUBJECT, facts)
    answer = as_of(entries, day, recorded_at(known))
    chance.shuffle(entries)
    assert as_of(entries, day, recorded_at(known)) == answer


@any_case(stories())
def test_a_replayed_aggregate_is_the_live_one(facts: list[Fact]) -> None:
    entries = stored(SUBJECT, facts)
    live = aggregate_of(SUBJECT)
    for entry in entries:
        live.record(entry)
    assert list(live.collect_events()) == entries
    assert list(live.collect_events()) == []
    replayed = project(None, entries)
    assert replayed is not None
    assert state(replayed) == state(live)


@any_case(stories(), st.integers(0, 8))
def test_a_prefix_and_then_the_rest_make_the_whole(facts: list[Fact], cut: int) -> None:
    entries = stored(SUBJECT, facts)
    in_two_steps = project(project(None, entries[:cut]), entries[cut:])
    whole = project(None, entries)
    assert in_two_steps is not None
    assert whole is not None
    in_two_steps.facts(Fact)
    assert state(in_two_steps) == state(whole)


@any_case(stories())
def test_every_entry_is_a_head_or_superseded_or_a_withdrawal(facts: list[Fact]) -> None:
    entries = stored(SUBJECT, facts)
    standing = heads(entries)
    superseded = {entry.supersedes for entry in entries}
    for entry in entries:
        stands = entry in standing
        is_withdrawal = isinstance(entry.fact, Correction.Withdrawn)
        assert stands != (entry.position in superseded or is_withdrawal)


def state(aggregate: Aggregate) -> tuple[object, ...]:
    """All that can be asked of an aggregate."""
    return (aggregate.id, aggregate.version, aggregate.entries, aggregate.facts(Fact))


CHAIN = [
    held("2025-03-02"),
    corrected(1, "2025-03-03"),
    withdrawn(2),
    corrected(3, "2025-03-05"),
]


@pytest.mark.parametrize("order", list(permutations(range(4))), ids=str)
def test_any_order_of_arrival_of_a_chain_gives_the_same_answer(order: tuple[int, ...]) -> None:
    """Each link names the one before by its id; one that comes too early waits for it."""
    entries = arrived(order)
    assert telling(entries, LATE) == [held("2025-03-05")]
    assert telling(entries, date(2025, 3, 4)) == []


def arrived(order: tuple[int, ...]) -> list[Entry]:
    """The entries of CHAIN as the ledger records them, delivered in an order."""
    entries: list[Entry] = []
    waiting = list(order)
    while waiting:
        number = next(one for one in waiting if one == 0 or chain(entries, key(one)))
        waiting.remove(number)
        before = chain(entries, key(number))
        entries.append(
            msgspec.structs.replace(
                stored(SUBJECT, [held("2025")])[0],
                id=f"fact-{number + 1}",
                fact=CHAIN[number],
                position=len(entries) + 1,
                originator_version=len(entries) + 1,
                supersedes=before[-1].position if before else None,
            )
        )
    return entries
