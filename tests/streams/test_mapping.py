"""What a row means under a mapping."""

import json
from typing import Any

import pytest

from streams.mapper import Mapper
from streams.mapping_file import read_mapping
from streams.rows import Values
from tests.streams.mapped import (
    ACTIVITIES,
    RECEIVED,
    ROW,
    SOURCE,
    events,
    filled,
    hide,
    one_field,
    problem,
)


class TestRows:
    def test_a_row_means_one_fact_and_one_for_each_part_of_a_cell(self) -> None:
        held, first, second = events(ACTIVITIES, dict(ROW))
        assert held == {
            "specversion": "1.0",
            "id": "activity:7",
            "source": SOURCE,
            "type": "dure.community.activity_held.v1",
            "subject": "community/v1",
            "data": {
                "occurred": "2025-03-02",
                "area": {"scheme": "mois-sgg", "code": "47130"},
                "activity": "v1-7",
                "organisations": ["마을회", "부녀회"],
                "is_signed_in": True,
                "programme": "village-enterprise",
                "head_count": 1200,
            },
        }
        assert first["id"] == "part:7:<김가>"
        assert first["data"]["resident"] == "김가"
        assert second["id"] == "part:7:<이나>"

    def test_empty_cells_leave_their_fields_out(self) -> None:
        held, *parts = events(
            ACTIVITIES,
            ROW | dict.fromkeys(["주관", "서명부", "참여인원", "시군구코드", "참여자"], ""),
        )
        assert held["data"].keys() == {"occurred", "activity", "programme"}
        assert parts == []

    def test_an_empty_key_is_a_problem_of_its_column(self) -> None:
        found = problem(ACTIVITIES, {**ROW, "마을코드": ""})
        assert (found.code, found.column) == ("missing-value", "마을코드")
        assert problem(ACTIVITIES, {**ROW, "활동번호": ""}).code == "missing-id"
        assert problem(ACTIVITIES, {**ROW, "활동일자": ""}).code == "missing-value"

    def test_a_row_to_which_no_fact_applies_is_a_problem(self) -> None:
        assert problem(ACTIVITIES, {**ROW, "구분": "기타"}).code == "nothing-mapped"

    def test_a_value_that_a_map_does_not_know_is_a_problem(self) -> None:
        found = problem(ACTIVITIES, {**ROW, "서명부": "?"})
        assert (found.code, found.column) == ("unmapped-value", "서명부")
        mapping = ACTIVITIES.replace("미비치: false}", "미비치: false}, otherwise: false")
        assert events(mapping, {**ROW, "서명부": "?"})[0]["data"]["is_signed_in"] is False

    def test_a_sentence_repeats_no_identifier(self) -> None:
        found = problem(ACTIVITIES, {**ROW, "참여인원": "010-1234-5678"})
        assert "010" not in found.sentence

    def test_parts_of_an_identity_are_told_apart(self) -> None:
        mapping = one_field("community.identified.v1", "{name: 값}").replace("[번호]", "[번호, 값]")
        row: Values = {"날짜": "2025", "번호": "a|b", "값": "c"}
        other: Values = {"날짜": "2025", "번호": "a", "값": "b|c"}
        assert events(mapping, row)[0]["id"] != events(mapping, other)[0]["id"]

    def test_a_key_longer_than_the_ledger_takes_is_a_problem(self) -> None:
        assert problem(ACTIVITIES, {**ROW, "활동번호": "7" * 300}).code == "key-too-long"


class TestConditionsAndDates:
    MAPPING = """
format: csv
id: [이름, "{시작:year}"]
facts:
  - type: community.activity_held.v1
    when: {column: 끝, is: past}
    id: "held:{id}"
    subject: "community/k"
    occurred: {from: 시작, to: 끝}
    fields: {activity: 이름}
  - type: community.activity_planned.v1
    when: [{column: 끝, is: future}, {column: 이름, is: filled}]
    id: "planned:{id}"
    subject: "community/k"
    occurred: {from: 시작, to: 끝}
    fields: {activity: 이름, title: "{이름} {시작:month}"}
"""

    def test_what_has_ended_was_held_and_what_has_not_is_planned(self) -> None:
        past: Values = {"이름": "a", "시작": "2025.3.30", "끝": "2025.3.31"}
        (held,) = events(self.MAPPING, past)
        assert held["type"] == "dure.community.activity_held.v1"
        assert held["data"]["occurred"] == {"from": "2025-03-30", "to": "2025-03-31"}
        future: Values = {"이름": "a", "시작": "2025.3.30", "끝": "2025.4.1"}
        (planned,) = events(self.MAPPING, future)
        assert planned["id"] == "planned:a|2025"
        assert planned["data"]["title"] == "a 2025-03"

    def test_an_end_before_the_start_is_a_problem_of_the_end(self) -> None:
        found = problem(self.MAPPING, {"이름": "a", "시작": "2023-05-26", "끝": "2023-05-18"})
        assert (found.code, found.column) == ("end-before-start", "끝")

    def test_a_period_without_an_end_is_its_first_day(self) -> None:
        mapping = self.MAPPING.replace("is: past", "is: empty")
        (held,) = events(mapping, {"이름": "a", "시작": "2025.3.30", "끝": ""})
        assert held["data"]["occurred"] == "2025-03-30"

    @pytest.mark.parametrize(
        ("occurred", "wire"),
        [
            ("날짜", {"from": "2019", "to": "2025-03-31", "precision": "unknown"}),
            ("{column: 날짜, open: start}", "2019"),
            (
                "{column: 날짜, open: start, precision: unknown}",
                {"from": "2019-01-01", "to": "2019-12-31", "precision": "unknown"},
            ),
        ],
    )
    def test_an_open_interval_is_read_as_the_mapping_says(self, occurred: str, wire: Any) -> None:
        mapping = one_field("community.identified.v1", "{name: 값}")
        mapping = mapping.replace("occurred: 날짜", f"occurred: {occurred}")
        (event,) = events(mapping, {"번호": "1", "날짜": "2019 ~ 현재", "값": "x"})
        assert event["data"]["occurred"] == wire


class TestFields:
    @pytest.mark.parametrize(
        ("text", "won"),
        [
            ("50,000,000", 50_000_000),
            ("50,000,000원", 50_000_000),
            ("₩ 1,000", 1_000),
            ("금 1,000원정", 1_000),
            ("3000000.0", 3_000_000),
            ("5천만원", 50_000_000),
            ("1억 5천만원", 150_000_000),
            ("1.5억원", 150_000_000),
            ("50,000천원", 50_000_000),
            ("300만 원", 3_000_000),
        ],
    )
    def test_money_is_whole_won(self, text: str, won: int) -> None:
        data = filled(
            "small_project.grant_paid.v1",
            "{community: {const: k}, amount_won: 값}",
            text,
            "small_project/k",
        )
        assert data["amount_won"] == won

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("5천만", "not-a-number"),
            ("5천만원 외", "not-a-number"),
            ("천만원", "not-a-number"),
            ("1만 1억원", "not-a-number"),
            ("1,00원", "not-a-number"),
            ("약 100원", "not-a-number"),
            ("120명", "not-a-number"),
            ("1000.5", "not-a-whole-number"),
            ("9007199254740992", "number-too-large"),
            ("inf", "not-a-number"),
            ("1e5", "not-a-number"),
        ],
    )
    def test_what_is_no_certain_sum_is_a_problem(self, text: str, code: str) -> None:
        fields = "{community: {const: k}, amount_won: 값}"
        mapping = one_field("small_project.grant_paid.v1", fields, "small_project/k")
        found = problem(mapping, {"번호": "1", "날짜": "2025", "값": text})
        assert (found.code, found.column) == (code, "값")

    @pytest.mark.parametrize("text", ["예", "Y", "true", "있음", "O", "1", "○"])
    def test_korean_and_english_words_say_yes(self, text: str) -> None:
        fields = "{activity: {const: a}, is_signed_in: 값}"
        assert filled("community.activity_held.v1", fields, text)["is_signed_in"] is True

    def test_other_types_are_read_by_the_field(self) -> None:
        assert filled(
            "community.sense_surveyed.v1",
            "{scale: {const: s}, mean: 값, respondents: {const: 30명}}",
            "3.75",
        ) == {"occurred": "2025", "scale": "s", "mean": 3.75, "respondents": 30}
        assert (
            filled(
                "worker.appointed.v1",
                "{support_organisation: {const: s}, contract_until: 값}",
                "2026.12.31.",
                "worker/w",
            )["contract_until"]
            == "2026-12-31"
        )
        assert filled("community.split.v1", "{into: 값}", "a")["into"] == ["a"]

    def test_lists_from_json_are_lists(self) -> None:
        mapping = one_field("community.split.v1", "{into: 값}")
        (event,) = events(mapping, {"번호": "1", "날짜": "2025", "값": ["a", " b", ""]})
        assert event["data"]["into"] == ["a", "b"]


class TestCorrections:
    MAPPING = """
format: ndjson
id: [seq]
facts:
  - type: fact.corrected.v1
    when: {column: what, in: [fixed]}
    corrects: resident_organisation.member_joined.v1
    fact: "joined:{org}:{person}:{old}"
    subject: "resident_organisation/{org}"
    occurred: "on"
    fields: {resident: person}
  - type: fact.withdrawn.v1
    when: {column: what, in: [never]}
    fact: "joined:{org}:{person}:{old}"
    subject: "resident_organisation/{org}"
"""

    @pytest.fixture
    def row(self) -> Values:
        return {"seq": "9", "org": "k", "person": "김가", "old": "2019", "on": "2020"}

    def test_a_correction_names_its_fact_and_holds_the_whole_replacement(self, row: Values) -> None:
        (event,) = events(self.MAPPING, {**row, "what": "fixed"})
        assert event["data"] == {
            "fact": {"source": SOURCE, "id": "joined:k:<김가>:2019"},
            "corrects": "resident_organisation.member_joined.v1",
            "replacement": {"occurred": "2020", "resident": "김가"},
        }

    def test_a_withdrawal_names_its_fact(self, row: Values) -> None:
        (event,) = events(self.MAPPING, {**row, "what": "never"})
        assert event["data"] == {"fact": {"source": SOURCE, "id": "joined:k:<김가>:2019"}}


class TestPersons:
    def test_person_columns_are_those_of_person_fields_and_those_declared(self) -> None:
        assert read_mapping(ACTIVITIES).person_columns() == {"참여자"}
        declared = read_mapping(f"persons: [주관]\n{ACTIVITIES}")
        assert declared.person_columns() == {"참여자", "주관"}
        worker = one_field("worker.left_field.v1", "{support_organisation: 값}", "worker/{이름}")
        assert read_mapping(worker).person_columns() == {"이름"}

    def test_what_is_kept_hides_each_person_and_no_dropped_column(self) -> None:
        mapper = Mapper(read_mapping(ACTIVITIES), SOURCE, hide)
        assert json.loads(mapper.kept(dict(ROW)))["참여자"] == "<김가>,<이나>"

    def test_the_kept_row_means_the_same_events(self) -> None:
        mapping = read_mapping(ACTIVITIES)
        first = Mapper(mapping, SOURCE, hide)
        again = Mapper(mapping, SOURCE, lambda hidden: hidden)
        kept = json.loads(first.kept(dict(ROW)))
        events_of_kept = again.events(kept, RECEIVED)
        for before, after in zip(first.events(dict(ROW), RECEIVED), events_of_kept, strict=True):
            if "resident" in before["data"]:
                before["data"]["resident"] = hide(before["data"]["resident"])
            assert after == before

    def test_nothing_is_kept_where_persons_are_composed(self) -> None:
        mapping = ACTIVITIES.replace("resident: 주민", 'resident: "{마을코드}-{주민}"')
        assert Mapper(read_mapping(mapping), SOURCE, hide).kept(dict(ROW)) == b""
