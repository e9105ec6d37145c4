"""Rows of JSON and CSV files: what is read, under which number, and what is wrong with it."""

import json
import unicodedata
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from streams.formats import FileRefusedError, Row, read_row, read_rows
from streams.mapping import Mapping
from streams.mapping_file import read_mapping

RECEIVED = date(2025, 3, 31)
SOURCE = "urn:dure:feed:test"
CLOUDEVENTS = Mapping(format="cloudevents")

CSV = """
format: csv
id: [번호]
aliases: {활동 일자: 활동일}
drop: [전화]
optional: [비고]
facts:
  - type: community.activity_held.v1
    subject: "community/{마을}"
    occurred: 활동일
    fields: {activity: 번호, title: 제목, venue: 비고}
"""


def hide(person: str) -> str:
    return f"p-{len(person)}"


def rows_of(path: Path, mapping: Mapping) -> list[Row]:
    return list(read_rows(path, mapping, RECEIVED, SOURCE, hide))


@pytest.fixture
def deliver(tmp_path: Path) -> Callable[..., list[Row]]:
    """Writes a file and reads its rows."""

    def write_and_read(content: bytes, mapping: Mapping | str = CLOUDEVENTS) -> list[Row]:
        path = tmp_path / "delivery"
        path.write_bytes(content)
        return rows_of(path, read_mapping(mapping) if isinstance(mapping, str) else mapping)

    return write_and_read


def event(number: int, **data: Any) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": f"e{number}",
        "type": "dure.community.activity_held.v1",
        "subject": "community/k",
        "data": {"occurred": "2025-03-02", "activity": f"a{number}", **data},
    }


def ids(rows: Iterable[Row]) -> list[str]:
    return [one["id"] for row in rows for one in row.events]


def codes(rows: Iterable[Row]) -> list[str | None]:
    return [row.problem.code if row.problem else None for row in rows]


Deliver = Callable[..., list[Row]]


class TestCloudEvents:
    def test_lines_are_rows_numbered_from_one(self, deliver: Deliver) -> None:
        rows = deliver(b"\n".join(json.dumps(event(n)).encode() for n in range(3)))
        assert [row.number for row in rows] == [1, 2, 3]
        assert [row.events for row in rows] == [[event(n)] for n in range(3)]

    def test_blank_lines_and_crlf_are_no_rows(self, deliver: Deliver) -> None:
        line = json.dumps(event(1)).encode()
        rows = deliver(b"\xef\xbb\xbf" + line + b"\r\n\r\n  \n" + line + b"\r\n")
        assert [row.number for row in rows] == [1, 4]
        assert codes(rows) == [None, None]

    def test_one_object_over_several_lines_is_one_row(self, deliver: Deliver) -> None:
        rows = deliver(b"\xef\xbb\xbf" + json.dumps(event(1), indent=2).encode())
        assert ids(rows) == ["e1"]

    def test_a_batch_gives_its_elements_whatever_its_layout(self, deliver: Deliver) -> None:
        events = [event(n, note='}]{["\\,') for n in range(5)]
        for indent in (None, 2):
            rows = deliver(b" \n" + json.dumps(events, indent=indent).encode())
            assert [row.events[0] for row in rows] == events
            assert [row.number for row in rows] == [1, 2, 3, 4, 5]

    def test_a_batch_larger_than_any_buffer_is_read_whole(self, deliver: Deliver) -> None:
        events = [event(n, note='"\\' * (n % 700)) for n in range(3_000)]
        content = json.dumps(events).encode()
        assert len(content) > 3 << 18
        assert [row.events[0] for row in deliver(content)] == events

    @pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", b"[]", b" [ ] \n"])
    def test_nothing_delivered_is_no_rows(self, deliver: Deliver, content: bytes) -> None:
        assert deliver(content) == []

    def test_a_broken_element_of_a_batch_spoils_itself_only(self, deliver: Deliver) -> None:
        good = json.dumps(event(1))
        rows = deliver(f'[{good}, {{"id": nope}}, 7, "x", [1, 2], {good}}}, {good}]'.encode())
        assert codes(rows) == [None, *["not-json"] * 4, None, "not-json", None]

    def test_a_batch_that_was_cut_off_says_so(self, deliver: Deliver) -> None:
        content = json.dumps([event(1), event(2)]).encode()
        assert codes(deliver(content[:-1])) == [None, None, "truncated"]
        assert codes(deliver(content[:-9])) == [None, "not-json", "truncated"]
        assert codes(deliver(content + b"{}")) == [None, None, "not-json"]

    def test_names_come_in_one_composition(self, deliver: Deliver) -> None:
        decomposed = unicodedata.normalize("NFD", "마을회")
        for line in (
            json.dumps(event(1, venue=decomposed), ensure_ascii=False),
            json.dumps(event(1, venue=decomposed)),
        ):
            assert deliver(line.encode())[0].events[0]["data"]["venue"] == "마을회"

    def test_escaped_quotes_and_surrogate_pairs_are_no_duplicates(self, deliver: Deliver) -> None:
        line = rb'{"id":"\u0022a\"\/","data":{"a":"\ud83d\ude00"}}'
        assert deliver(line)[0].events == [{"id": '"a"/', "data": {"a": "😀"}}]

    def test_a_mapped_format_in_the_place_of_json_is_one_refusal(self, deliver: Deliver) -> None:
        with pytest.raises(FileRefusedError) as refusal:
            deliver(b"a,b\n1,2\n")
        assert refusal.value.code == "not-json"


class TestCsv:
    def test_rows_are_numbered_by_line_and_mapped_by_header(self, deliver: Deliver) -> None:
        content = '번호,마을,활동 일자,제목,전화\r\nA1,k,2025.3.2.,"회의, 첫째",010-1\r\n'
        (row,) = deliver(content.encode(), CSV)
        assert row.number == 2
        assert row.events == [
            {
                "specversion": "1.0",
                "id": "A1",
                "source": SOURCE,
                "type": "dure.community.activity_held.v1",
                "subject": "community/k",
                "data": {"occurred": "2025-03-02", "activity": "A1", "title": "회의, 첫째"},
            }
        ]

    def test_a_byte_order_mark_belongs_to_no_column(self, deliver: Deliver) -> None:
        content = "번호,마을,활동일,제목\nA1,k,2025,t\n".encode("utf-8-sig")
        assert ids(deliver(content, CSV)) == ["A1"]

    def test_cp949_reaches_beyond_euc_kr(self, deliver: Deliver) -> None:
        content = "번호,마을,활동일,제목\nA1,k,2025,똠방각하 펲시콜라\n".encode("cp949")
        with pytest.raises(UnicodeDecodeError):
            content.decode("euc-kr")
        for name in ("cp949", "euc-kr", "MS949"):
            (row,) = deliver(content, f"encoding: {name}\n{CSV}")
            assert row.events[0]["data"]["title"] == "똠방각하 펲시콜라"

    def test_a_quoted_cell_may_hold_lines_quotes_and_separators(self, deliver: Deliver) -> None:
        content = '번호,마을,활동일,제목\nA1,k,2025,"첫 줄\r\n""둘"", 셋"\nA2,k,2025,t'
        rows = deliver(content.encode(), CSV)
        assert rows[0].events[0]["data"]["title"] == '첫 줄\n"둘", 셋'
        assert [row.number for row in rows] == [2, 4]

    def test_an_open_quote_spoils_its_own_row_only(self, deliver: Deliver) -> None:
        lines = [f"A{n},k,2025,t" for n in range(500)]
        lines[7] = 'A7,k,2025,"t'
        rows = deliver("\n".join(["번호,마을,활동일,제목", *lines]).encode(), CSV)
        assert [row.number for row in rows if row.problem] == [9]
        assert codes(rows)[7] == "open-quote"
        assert ids(rows) == [f"A{n}" for n in range(500) if n != 7]

    def test_text_behind_a_closed_quote_is_a_problem(self, deliver: Deliver) -> None:
        rows = deliver('번호,마을,활동일,제목\nA1,k,2025,"a"b\nA2,k,2025,t\n'.encode(), CSV)
        assert codes(rows) == ["not-csv", None]

    def test_a_row_of_another_length_than_the_header_is_rejected(self, deliver: Deliver) -> None:
        lines = ["A1,k,2025", "A2,k,2025,t,x", "A3,k,2025,t,,", ",,,", "", "A4,k,2025,t"]
        rows = deliver("\n".join(["번호,마을,활동일,제목", *lines]).encode(), CSV)
        assert codes(rows) == ["ragged-row", "ragged-row", None, None]
        assert rows[0].problem is not None
        assert rows[0].problem.verdict == "rejected"

    @pytest.mark.parametrize(
        ("header", "code"),
        [
            ("번호,마을,제목", "missing-column"),
            ("번호,마을,활동일,제목,새열", "unknown-column"),
            ("번호,마을,활동일,활동 일자,제목", "duplicate-column"),
        ],
    )
    def test_a_header_that_does_not_fit_refuses_the_file(
        self, deliver: Deliver, header: str, code: str
    ) -> None:
        with pytest.raises(FileRefusedError) as refusal:
            deliver(f"{header}\n".encode(), CSV)
        assert refusal.value.code == code

    def test_unknown_columns_are_passed_over_where_the_mapping_says_so(
        self, deliver: Deliver
    ) -> None:
        content = "번호,마을,활동일,제목,메모,메모\nA1,k,언제,t,비밀,비밀\n"
        (row,) = deliver(content.encode(), f"unknown_columns: ignore\n{CSV}")
        assert codes([row]) == ["date-not-read"]
        assert "비밀" not in row.raw.decode()

    def test_titles_above_the_header_are_passed_over(self, deliver: Deliver) -> None:
        content = "2025년 활동,,,\n(단위: 건),,,\n번호,마을,활동일,제목\nA1,k,2025,t\n"
        assert ids(deliver(content.encode(), f"header_row: 3\n{CSV}")) == ["A1"]

    def test_a_file_without_rows_is_no_rows(self, deliver: Deliver) -> None:
        assert deliver("번호,마을,활동일,제목\n".encode(), CSV) == []
        assert deliver(b"", CSV) == []

    def test_a_quarantined_row_can_be_read_again_from_what_was_kept(self, deliver: Deliver) -> None:
        content = "번호,마을,활동일,제목,전화\nA1,k,3월,t,010-1234-5678\n"
        (row,) = deliver(content.encode(), CSV)
        assert row.problem is not None
        assert (row.problem.code, row.problem.column) == ("date-without-year", "활동일")
        assert row.problem.verdict == "quarantined"
        assert b"010" not in row.raw
        repaired = row.raw.replace("3월".encode(), "2025년 3월".encode())
        again = read_row(repaired, row.number, read_mapping(CSV), RECEIVED, SOURCE)
        assert again.events[0]["data"]["occurred"] == "2025-03"


NDJSON = """
format: ndjson
id: [seq]
received_at: recorded_at
facts:
  - type: resident_organisation.member_joined.v1
    id: "joined:{org}:{person}:{on:date}"
    subject: "resident_organisation/{org}"
    occurred: "on"
    fields: {resident: person}
"""


class TestMappedJson:
    def test_members_are_columns_and_persons_are_hidden_in_ids(self, deliver: Deliver) -> None:
        line = {"seq": 7, "recorded_at": "2024-01-02T03:04:05Z", "org": "k", "person": "김가"}
        (row,) = deliver(json.dumps(line | {"on": "2023.12"}).encode(), NDJSON)
        assert row.received_at == datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)
        assert row.events[0]["id"] == "joined:k:p-2:2023-12"
        assert row.events[0]["data"] == {"occurred": "2023-12", "resident": "김가"}

    def test_an_instant_without_offset_is_in_korea(self, deliver: Deliver) -> None:
        line = {"seq": 7, "recorded_at": "2024-01-02 03:04", "org": "k", "person": "p", "on": 2023}
        (row,) = deliver(json.dumps(line).encode(), NDJSON)
        assert row.received_at == datetime(2024, 1, 1, 18, 4, tzinfo=UTC)

    def test_what_is_kept_of_a_row_hides_its_persons(self, deliver: Deliver) -> None:
        line = {"seq": 7, "recorded_at": "2024-01-02", "org": "k", "person": "김가", "on": "언제"}
        (row,) = deliver(json.dumps(line).encode(), NDJSON)
        assert json.loads(row.raw)["person"] == "p-2"

    @pytest.mark.parametrize(
        ("line", "code"),
        [
            (b'{"seq":1,"extra":2}', "unknown-column"),
            (b'{"seq":{"a":1}}', "not-one-value"),
            (b'{"seq":[1,2],"org":"k"}', "not-one-value"),
            (b'{"seq":null}', "missing-id"),
            (b"[1]", "not-json"),
            (b'{"seq":1,"seq":2}', "duplicate-key"),
        ],
    )
    def test_an_object_that_is_no_row_is_a_problem_of_its_line(
        self, deliver: Deliver, line: bytes, code: str
    ) -> None:
        mapping = NDJSON.replace("received_at: recorded_at\n", "")
        assert codes(deliver(line + b"\n", mapping)) == [code]
