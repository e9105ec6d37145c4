"""One inbound event: persons hidden before anything else, each H rule told by its code."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.areas import AreaTable
from domain.examples import example_event
from domain.facts import person_fields
from domain.published import content_digest
from domain.vocabulary import FACT_TYPES, OWN_AGGREGATES
from streams.checking import Candidate, EventChecker, RejectedEventError
from streams.hiding import hide_persons
from streams.privacy import Pseudonymiser
from streams.rows import Problem

SOURCE = "urn:dure:feed:test"
RECEIVED_ON = date(2025, 4, 1)
PHONE = "010-1234-5678"
AREAS = AreaTable.load(Path(__file__).parents[2] / "reference")
PSEUDONYM = Pseudonymiser(b"k" * 32, "test")


def checker(
    source: str | None = SOURCE, pseudonym: Callable[[str], str] = PSEUDONYM
) -> EventChecker:
    return EventChecker(source, pseudonym, AREAS, RECEIVED_ON)


def participation(**changes: Any) -> dict[str, Any]:
    """An event as a body sends it; `data` is laid over its data, everything else over itself."""
    data = {"occurred": "2025-03-02", "resident": "홍길동", "activity": "A1"}
    event = {
        "specversion": "1.0",
        "id": "row-1",
        "source": SOURCE,
        "type": "dure.community.participation_recorded.v1",
        "subject": "community/K1",
        "data": data | changes.pop("data", {}),
    } | changes
    return {name: value for name, value in event.items() if value is not ...}


def correction(**changes: Any) -> dict[str, Any]:
    """A correction of who took part."""
    data = {
        "fact": {"source": SOURCE, "id": "row-1"},
        "replacement": {"occurred": "2025-03-02", "resident": "홍길순", "activity": "A1"},
    } | changes.pop("data", {})
    return participation(id="fix-1", type="dure.fact.corrected.v1", **changes) | {"data": data}


def problem_of(event: dict[str, Any], by: EventChecker | None = None) -> Problem:
    with pytest.raises(RejectedEventError) as refusal:
        (by or checker()).check(event)
    return refusal.value.problem


@pytest.mark.parametrize("topic", sorted(FACT_TYPES))
def test_every_kind_of_fact_but_dure_s_own_can_be_reported(topic: str) -> None:
    kind = FACT_TYPES[topic]
    by = EventChecker(None, PSEUDONYM, AREAS, date(2026, 12, 31))
    if topic.partition(".")[0] in OWN_AGGREGATES:
        assert problem_of(example_event(kind), by).code == "own-type"
    else:
        assert isinstance(by.check(example_event(kind)).fact, kind)


def test_persons_are_pseudonyms_before_the_digest() -> None:
    candidate = checker().check(participation())
    assert "홍길동".encode() not in candidate.data
    assert PSEUDONYM("홍길동").encode() in candidate.data
    assert candidate.digest == content_digest(
        candidate.fact.TOPIC, candidate.subject, candidate.data
    )


def test_a_person_who_is_the_subject_becomes_a_pseudonym() -> None:
    event = example_event(FACT_TYPES["worker.appointed.v1"])
    key = event["subject"].partition("/")[2]
    by = EventChecker(None, PSEUDONYM, AREAS, date(2026, 12, 31))
    assert by.check(event).subject == f"worker/{PSEUDONYM(key)}"


def test_one_person_in_two_namespaces_is_two_persons() -> None:
    other = checker(pseudonym=Pseudonymiser(b"k" * 32, "another"))
    assert checker().check(participation()).data != other.check(participation()).data


def test_composed_and_decomposed_hangul_name_one_person() -> None:
    decomposed = participation(data={"resident": "홍길동"})
    assert checker().check(decomposed).digest == checker().check(participation()).digest


def test_the_persons_of_a_correction_are_hidden_and_may_be_named_by_their_phone() -> None:
    data = {
        "replacement": {"occurred": "2025-03-02", "resident": PHONE, "activity": "A1"},
    }
    candidate = checker().check(correction(data=data))
    assert PHONE.encode() not in candidate.data
    replaced = checker().replacement("community.participation_recorded.v1", candidate.fact)
    assert getattr(replaced, "resident") == PSEUDONYM(PHONE)  # noqa: B009  # known by its topic only


def test_a_correction_that_does_not_say_when_it_is_of_the_day_of_receipt() -> None:
    assert checker().check(correction()).fact.occurred.first == RECEIVED_ON


def test_an_earlier_version_is_understood_as_the_current_one() -> None:
    kind = FACT_TYPES["resident_organisation.space_agreement_signed.v2"]
    current = example_event(kind)
    old = current | {
        "type": "dure.resident_organisation.space_agreement_signed.v1",
        "data": current["data"] | {"until": "until the hall is sold"},
    }
    by = EventChecker(None, PSEUDONYM, AREAS, date(2026, 12, 31))
    assert by.check(old).fact.TOPIC == kind.TOPIC


@pytest.mark.parametrize(
    ("event", "code", "column"),
    [
        (participation(colour="red"), "unknown-attribute", "colour"),
        (participation(id=...), "invalid-attribute", "id"),
        (participation(id=""), "invalid-attribute", "id"),
        (participation(id="x" * 201), "invalid-attribute", "id"),
        (participation(id=7), "invalid-attribute", "id"),
        (participation(id="row-1~change2"), "reserved-id", "id"),
        (participation(type=...), "invalid-attribute", "type"),
        (participation(subject=["community"]), "invalid-attribute", "subject"),
        (participation(specversion="0.3"), "invalid-attribute", "specversion"),
        (participation(source=7), "invalid-attribute", "source"),
        (participation(source=SOURCE + "/" + "x" * 200), "invalid-attribute", "source"),
        (participation(source="urn:dure:feed:other"), "foreign-source", "source"),
        (participation(source=SOURCE + "2"), "foreign-source", "source"),
        (participation(time=1_740_000_000), "invalid-attribute", "time"),
        (participation(time="yesterday"), "invalid-attribute", "time"),
        (participation(time="2025-03-02T14:00:00"), "invalid-attribute", "time"),
        (participation(time="2025-03-02T14:00:00+09:00" + " " * 99), "invalid-attribute", "time"),
        (participation(type="dure.community.met.v1"), "unknown-type", "type"),
        (participation(type="community.participation_recorded.v1"), "unknown-type", "type"),
        (participation(subject="plan/K1"), "invalid-subject", "subject"),
        (participation(subject="community/"), "invalid-subject", "subject"),
        (participation(subject="K1"), "invalid-subject", "subject"),
        (participation() | {"data": None}, "no-data", "data"),
        (participation() | {"data": [1]}, "no-data", "data"),
        (participation(data={"mood": "good"}), "unknown-field", "mood"),
        (participation(data={"activity": 7}), "invalid-field", "activity"),
        (participation(data={"activity": ""}), "invalid-field", "activity"),
        (participation(data={"resident": 7}), "invalid-field", "resident"),
        (participation(data={"resident": None}), "invalid-field", "resident"),
        (participation(data={"occurred": "0000-01-01"}), "invalid-field", "occurred"),
        (participation(data={"occurred": "99999-01-01"}), "invalid-field", "occurred"),
        (participation(data={"occurred": "2025-02-30"}), "invalid-field", "occurred"),
        (participation(data={"occurred": 20250302}), "invalid-field", "occurred"),
        (
            participation(data={"occurred": {"from": "2025-03-02", "to": "2025-03-01"}}),
            "invalid-field",
            "occurred",
        ),
        (correction(data={"corrects": [1]}), "invalid-field", "corrects"),
        (correction(data={"corrects": {"a": 1}}), "invalid-field", "corrects"),
        (correction(data={"replacement": "all"}), "invalid-field", "replacement"),
        (correction(data={"fact": {"source": SOURCE}}), "invalid-field", "fact"),
    ],
)
def test_a_malformed_event_is_refused_with_its_column(
    event: dict[str, Any], code: str, column: str
) -> None:
    problem = problem_of(event)
    assert (problem.code, problem.column) == (code, column)


def test_h3_only_what_is_planned_lies_after_the_day_of_receipt() -> None:
    assert problem_of(participation(data={"occurred": "2025-04-02"})).code == "future-date"
    planned = participation(type="dure.community.activity_planned.v1") | {
        "data": {"occurred": "2025-12-24", "activity": "A9", "title": "잔치"}
    }
    assert checker().check(planned).fact.occurred.first == date(2025, 12, 24)
    assert checker().check(participation(data={"occurred": "2025-04"}))  # may have begun already


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"data": {"activity": f"call {PHONE}"}}, "activity"),
        ({"data": {"activity": "hong@example.org"}}, "activity"),
        ({"id": f"row {PHONE}"}, "id"),
        ({"subject": f"community/{PHONE}"}, "subject"),
        ({"source": f"{SOURCE}/{PHONE}"}, "source"),
    ],
)
def test_h5_no_direct_identifier_passes_and_none_is_repeated(
    changes: dict[str, Any], column: str
) -> None:
    problem = problem_of(participation(**changes))
    assert (problem.code, problem.column) == ("direct-identifier", column)
    assert PHONE not in problem.sentence
    assert "hong@" not in problem.sentence


def test_h6_the_area_code_has_existed() -> None:
    def area(code: str) -> dict[str, Any]:
        return participation(data={"area": {"scheme": "mois-sgg", "code": code}})

    assert checker().check(area("47130"))
    problem = problem_of(area("ABC"))
    assert (problem.code, problem.column) == ("area-unknown", "area.code")


@pytest.mark.parametrize("amount", [-1, 2**53, 1.5, "1,000원"])
def test_h7_money_is_whole_won_of_zero_or_more(amount: object) -> None:
    event = example_event(FACT_TYPES["small_project.selected.v1"]) | {"source": SOURCE}
    event["data"] = event["data"] | {"approved_won": amount}
    by = EventChecker(SOURCE, PSEUDONYM, AREAS, date(2026, 12, 31))
    assert problem_of(event, by).column == "approved_won"


def test_kept_events_of_any_feed_are_checked_again_under_their_own_source() -> None:
    event = participation(source="urn:dure:feed:other")
    assert checker(None, str).check(event).source == "urn:dure:feed:other"


def test_what_was_hidden_and_checked_again_is_the_same_fact() -> None:
    first = checker().check(participation())
    again = checker(None, str).check(hide_persons(participation(), PSEUDONYM))
    assert (again.subject, again.data, again.digest) == (first.subject, first.data, first.digest)


@pytest.mark.parametrize(
    "person",
    ["홍길동", 850101, ["홍길동", "김철수"], {"name": "홍길동"}, [{"name": ["홍길동"]}]],
)
def test_everything_inside_a_person_field_is_hidden_whatever_its_shape(person: Any) -> None:
    event = participation(data={"resident": person}, type="dure.no.such_type.v1")
    kept = json.dumps(hide_persons(event, PSEUDONYM), ensure_ascii=False)
    assert not any(name in kept for name in ("홍길동", "김철수", "850101"))


@pytest.mark.parametrize(
    "subject", ["홍길동", "residents/홍길동", "/홍길동", ["홍길동"], "worker/홍길동"]
)
def test_a_subject_that_is_none_may_be_a_person(subject: Any) -> None:
    kept = json.dumps(hide_persons(participation(subject=subject), PSEUDONYM), ensure_ascii=False)
    assert "홍길동" not in kept
    assert hide_persons(participation(), PSEUDONYM)["subject"] == "community/K1"


def test_a_field_name_holds_persons_in_all_kinds_of_fact_or_in_none() -> None:
    """`hide_persons` goes by the name alone, because it does not trust the type."""
    persons = {name for kind in FACT_TYPES.values() for name in person_fields(kind)}
    for kind in FACT_TYPES.values():
        assert persons & set(kind.__struct_fields__) == set(person_fields(kind)), kind.TOPIC


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
    | st.sampled_from(["2025-03-02", "community/K1", SOURCE, "community.activity_held.v1"]),
    lambda parts: (
        st.lists(parts, max_size=3)
        | st.dictionaries(
            st.sampled_from(["occurred", "from", "to", "fact", "source", "id", "x"]),
            parts,
            max_size=3,
        )
    ),
    max_leaves=6,
)
NAMES = ["specversion", "id", "source", "type", "subject", "time", "data", "datacontenttype"]
FIELDS = ["occurred", "area", "resident", "activity", "fact", "corrects", "replacement"]


@given(
    base=st.sampled_from([participation(), correction()]),
    attributes=st.dictionaries(st.sampled_from(NAMES), json_values, max_size=2),
    fields=st.dictionaries(st.sampled_from(FIELDS), json_values, max_size=2),
)
def test_whatever_json_comes_in_it_is_a_candidate_or_has_a_problem(
    base: dict[str, Any], attributes: dict[str, Any], fields: dict[str, Any]
) -> None:
    event = base | {"data": base["data"] | fields} | attributes
    hide_persons(event, PSEUDONYM)
    answer: Candidate | Problem
    try:
        answer = checker().check(event)
    except RejectedEventError as refusal:
        answer = refusal.problem
    assert isinstance(answer, Candidate | Problem)
