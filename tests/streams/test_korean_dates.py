"""The notations of Korean offices, read to the wire forms of `occurred`."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.dates import Occurred, Precision
from streams.korean_dates import SHEET_EPOCH, DateNotationError, join_dates, read_date

RECEIVED = date(2025, 3, 31)

READABLE = {
    "2024-03-02": "2024-03-02",
    "2024.3.2.": "2024-03-02",
    "2024. 3. 2": "2024-03-02",
    "2024/3/2": "2024-03-02",
    "2024년 3월 2일": "2024-03-02",
    "2024년3월2일(토)": "2024-03-02",
    "２０２４．３．２": "2024-03-02",
    "24.3.2": "2024-03-02",
    "'98. 5. 1.": "1998-05-01",
    "20240302": "2024-03-02",
    "240302": "2024-03-02",
    "45353": "2024-03-02",
    "2024-03-02 14:00": "2024-03-02",
    "2024-03-02T14:00:00+09:00": "2024-03-02",
    "2024. 3. 2.(토) 오후 2시": "2024-03-02",
    "2024.3.2 14:00~16:00": "2024-03-02",
    "2024년 3월": "2024-03",
    "'24. 3.": "2024-03",
    "’24.3": "2024-03",
    "2024.03": "2024-03",
    "202403": "2024-03",
    "24년 3월": "2024-03",
    "2024년 3월 초": "2024-03",
    "2024": "2024",
    "2024년도": "2024",
    "'24": "2024",
    "2024-03-02 ~ 2024-03-05": {"from": "2024-03-02", "to": "2024-03-05"},
    "2024.3.2.(토)~3.3.(일)": {"from": "2024-03-02", "to": "2024-03-03"},
    "2024.3.2～5": {"from": "2024-03-02", "to": "2024-03-05"},
    "2024.10.30 - 2024.11.2": {"from": "2024-10-30", "to": "2024-11-02"},
    "2024년 3월 2일부터 2024년 3월 5일까지": {"from": "2024-03-02", "to": "2024-03-05"},
    "2024.3~5": {"from": "2024-03", "to": "2024-05"},
    "2019~2021": {"from": "2019", "to": "2021"},
    "2024년 상반기": {"from": "2024-01", "to": "2024-06"},
    "2024년 3/4분기": {"from": "2024-07", "to": "2024-09"},
    "2019 ~ 현재": {"from": "2019", "to": "2025-03-31", "precision": "unknown"},
    "2024. 3. 2 ~": {"from": "2024-03-02", "to": "2025-03-31", "precision": "unknown"},
}

REFUSED = {
    "1회/년": "date-is-frequency",
    "연 2회": "date-is-frequency",
    "주 1~2회": "date-is-frequency",
    "매월": "date-is-frequency",
    "수시": "date-is-frequency",
    "3월": "date-without-year",
    "3.2": "date-without-year",
    "24.3": "date-without-year",
    "200312": "date-ambiguous",
    "2024-02-30": "date-not-in-calendar",
    "2024.13.1": "date-not-in-calendar",
    "0000-00-00": "date-out-of-range",
    "0000": "date-out-of-range",
    "99999": "date-not-read",
    "99999-01-01": "date-not-read",
    "03/02/2024": "date-not-read",
    "2024.3.2, 2024.3.9": "date-not-read",
    "~ 2021": "date-not-read",
    "미정": "date-not-read",
    "제3회": "date-not-read",
    "": "date-missing",
    "2024.3.2~2024.3.1": "end-before-start",
    "2027 ~ 현재": "end-before-start",
    "9" * 10_000: "date-not-read",
}


@pytest.mark.parametrize("notation", READABLE)
def test_a_certain_notation_is_read_to_its_wire_form(notation: str) -> None:
    wire = read_date(notation, RECEIVED)
    assert wire == READABLE[notation]
    Occurred.parse(wire)


@pytest.mark.parametrize("notation", REFUSED)
def test_an_uncertain_notation_is_refused_with_its_code(notation: str) -> None:
    with pytest.raises(DateNotationError) as refusal:
        read_date(notation, RECEIVED)
    assert refusal.value.code == REFUSED[notation]
    assert len(str(refusal.value)) < 200


def test_an_open_interval_ends_on_the_day_of_receipt_and_is_imprecise() -> None:
    occurred = Occurred.parse(read_date("2019 ~ 현재", RECEIVED))
    assert occurred == Occurred(date(2019, 1, 1), RECEIVED, Precision.UNKNOWN)


def test_a_period_of_one_day_is_that_day() -> None:
    assert join_dates("2024-03-02", "2024-03-02") == "2024-03-02"


def test_a_period_that_ends_before_it_starts_is_refused_with_both_dates() -> None:
    with pytest.raises(DateNotationError, match=r"2023-05-18.*2023-05-26"):
        join_dates("2023-05-26", "2023-05-18")


days = st.dates(min_value=date(1969, 1, 1), max_value=date(2068, 12, 31))
DAY_NOTATIONS = (
    "{0.year}.{0.month}.{0.day}.",
    "{0.year}. {0.month}. {0.day}",
    "{0.year}년 {0.month}월 {0.day}일",
    "{0:%Y%m%d}",
    "{0:%Y-%m-%d}",
    "{0:%Y-%m-%d %H:%M}",
    "{0:%Y/%m/%d}",
    "'{0:%y}. {0.month}. {0.day}.",
    "{0:%y}-{0:%m}-{0:%d}",
)
MONTH_NOTATIONS = (
    "{0.year}년 {0.month}월",
    "{0.year}.{0.month}",
    "'{0:%y}. {0.month}.",
    "{0:%Y-%m}",
)


@given(days, st.sampled_from(DAY_NOTATIONS))
def test_any_day_in_any_notation_reads_as_that_day(day: date, notation: str) -> None:
    assert read_date(notation.format(day), RECEIVED) == day.isoformat()


@given(days, st.sampled_from(MONTH_NOTATIONS))
def test_any_month_in_any_notation_reads_as_that_month(day: date, notation: str) -> None:
    assert read_date(notation.format(day), RECEIVED) == f"{day:%Y-%m}"


@given(days, st.integers(0, 1_000), st.sampled_from(DAY_NOTATIONS[:3]), st.sampled_from("~∼～–"))
def test_any_period_reads_as_its_first_and_last_day(
    start: date, length: int, notation: str, separator: str
) -> None:
    end = start + timedelta(days=length)
    wire = read_date(f"{notation.format(start)} {separator} {notation.format(end)}", RECEIVED)
    occurred = Occurred.parse(wire)
    assert (occurred.first, occurred.last) == (start, end)


@given(st.dates(min_value=date(1955, 1, 1), max_value=date(2100, 12, 31)))
def test_the_serial_of_a_spreadsheet_reads_as_its_day(day: date) -> None:
    assert read_date(str((day - SHEET_EPOCH).days), RECEIVED) == day.isoformat()


def assert_read_or_refused(text: str) -> None:
    try:
        wire = read_date(text, RECEIVED)
    except DateNotationError:
        return
    Occurred.parse(wire)


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused_and_never_breaks_the_reader(text: str) -> None:
    assert_read_or_refused(text)


@given(st.text(alphabet="0123456789.~-/ '년월일회:T시분기상반", max_size=24))
def test_what_looks_like_a_date_is_read_or_refused(text: str) -> None:
    assert_read_or_refused(text)
