"""Area codes at the day of a fact: rule H6, moves of municipalities, nesting, the shipped table."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.area_lives import AreaLives, read_area_lives
from domain.areas import YEARS_OF_GRACE, AreaTable, SameCodeOnly, Standing
from domain.dates import Occurred
from domain.facts import Area

REFERENCE = Path(__file__).parents[2] / "reference"
LIVES = read_area_lives(REFERENCE)
TABLE = AreaTable(LIVES)
DAYS = st.dates(date(1988, 4, 23), date(2100, 12, 31))
ROWS = st.sampled_from(sorted(LIVES.lives))
RENUMBERED = st.sampled_from(sorted(LIVES.successors.items()))


def sgg(code: str) -> Area:
    return Area("mois-sgg", code)


@pytest.mark.parametrize(
    ("before", "after", "moved_on"),
    [
        ("47720", "27720", date(2023, 7, 1)),  # 군위
        ("42150", "51150", date(2023, 6, 11)),  # 강릉
        ("45180", "52180", date(2024, 1, 18)),  # 정읍
    ],
)
def test_both_codes_of_a_municipality_that_moved_name_it_on_every_day(
    before: str, after: str, moved_on: date
) -> None:
    for day in (date(2012, 3, 1), moved_on - timedelta(1), moved_on, moved_on + timedelta(400)):
        for code in (before, after):
            resolution = TABLE.resolve("mois-sgg", code, day)
            assert resolution.is_accepted
            assert resolution.municipality == after
    assert TABLE.exists(sgg(before), moved_on - timedelta(1))
    assert not TABLE.exists(sgg(before), moved_on)
    assert TABLE.exists(sgg(after), moved_on)


def test_a_code_created_after_the_fact_is_accepted_because_bodies_write_todays_code() -> None:
    resolution = TABLE.resolve("mois-sgg", "51150", date(2012, 5, 1))
    assert resolution.standing is Standing.LATER_CODE
    assert resolution.is_accepted
    assert "2023-06-11" in (resolution.sentence or "")


def test_a_code_given_up_within_the_years_of_grace_is_accepted_and_refused_after_them() -> None:
    end = date(2023 + YEARS_OF_GRACE, 6, 11)
    assert TABLE.resolve("mois-sgg", "42150", end - timedelta(1)).standing is Standing.EARLIER_CODE
    refused = TABLE.resolve("mois-sgg", "42150", end)
    assert refused.standing is Standing.OUTLIVED
    assert not refused.is_accepted
    assert "its place is now 51150" in (refused.sentence or "")


def test_an_imprecise_date_that_overlaps_the_life_of_a_code_is_fine() -> None:
    year = Occurred.parse("2023")
    assert TABLE.check(sgg("42150"), year).standing is Standing.IN_FORCE
    assert TABLE.check(sgg("51150"), year).standing is Standing.IN_FORCE


def test_a_code_of_the_statistics_office_under_the_ministrys_scheme_is_refused() -> None:
    """KOSTAT 21110 is 부산 금정구; the ministry's 21110 ended in 1995."""
    assert not TABLE.resolve("mois-sgg", "21110", date(2024, 1, 1)).is_accepted
    assert TABLE.resolve("kostat-sgg", "21110", date(2024, 1, 1)).municipality == "26410"


def test_a_code_of_the_statistics_office_leads_to_the_municipality_of_the_ministry() -> None:
    assert TABLE.resolve("kostat-sgg", "32030", date(2012, 1, 1)).municipality == "51150"
    assert TABLE.resolve("kostat-sgg", "22520", date(2024, 1, 1)).municipality == "27720"
    assert TABLE.resolve("kostat-sgg", "310110", date(2024, 1, 1)).municipality == "41110"


@pytest.mark.parametrize(
    ("scheme", "code"),
    [
        ("mois-sgg", "4215"),
        ("mois-sgg", "B551011"),
        ("mois-hdong", "42150"),
        ("mois-sgg", "４２１５０"),
    ],
)
def test_what_has_not_the_form_of_its_scheme_never_existed(scheme: str, code: str) -> None:
    resolution = TABLE.resolve(scheme, code, date(2025, 1, 1))
    assert resolution.standing is Standing.NEVER_EXISTED
    assert "digits" in (resolution.sentence or "")


def test_an_unknown_code_is_refused_where_the_list_is_complete_and_unresolved_after_it() -> None:
    assert not TABLE.resolve("mois-sgg", "44999", date(2020, 1, 1)).is_accepted
    after = TABLE.resolve("mois-sgg", "44999", date(2025, 1, 1))
    assert after.standing is Standing.UNRESOLVED
    assert after.municipality is None


def test_a_code_that_a_known_reorganisation_opened_is_unresolved_whatever_the_day() -> None:
    for day in (date(2012, 1, 1), date(2026, 8, 1)):
        assert TABLE.resolve("mois-sgg", "12110", day).standing is Standing.UNRESOLVED


def test_a_new_district_belongs_to_the_city_that_was_divided() -> None:
    for code in ("41192", "41194"):  # 부천 has districts again since 2024
        assert TABLE.resolve("mois-sgg", code, date(2024, 6, 1)).municipality == "41190"
    assert TABLE.resolve("mois-hdong", "4119251000", date(2024, 6, 1)).municipality == "41190"
    assert TABLE.resolve("mois-sgg", "41190", date(2024, 6, 1)).standing is Standing.IN_FORCE


def test_an_old_code_of_a_reorganised_area_stays_unresolved_because_nobody_knows_the_new_one() -> (
    None
):
    resolution = TABLE.resolve("mois-sgg", "46110", date(2040, 1, 1))
    assert resolution.standing is Standing.UNRESOLVED
    assert resolution.municipality == "46110"


def test_a_dong_that_is_not_in_the_table_belongs_to_the_unit_of_its_first_digits() -> None:
    newer = TABLE.resolve("mois-hdong", "5115099900", date(2025, 1, 1))
    assert (newer.standing, newer.municipality) == (Standing.UNRESOLVED, "51150")
    legal = TABLE.resolve("mois-bdong", "4215010100", date(2020, 1, 1))
    assert (legal.standing, legal.municipality) == (Standing.UNRESOLVED, "51150")


def test_districts_offices_and_merged_units_belong_to_their_city() -> None:
    day = date(2010, 1, 1)
    assert TABLE.resolve("mois-sgg", "41111", day).municipality == "41110"  # 수원시 장안구
    assert TABLE.resolve("mois-sgg", "41222", day).municipality == "41220"  # 송탄출장소 of 평택시
    assert TABLE.resolve("mois-sgg", "43710", day).municipality == "43110"  # 청원군, now 청주시
    assert TABLE.resolve("mois-sgg", "48160", day).municipality == "48120"  # 마산시, now 창원시
    assert TABLE.resolve("mois-sgg", "44730", day).municipality == "36110"  # 연기군, now 세종
    assert TABLE.resolve("mois-sgg", "42000", day).municipality is None  # a province


def test_the_county_that_moved_lies_in_the_province_of_the_day_under_either_code() -> None:
    before, after = date(2020, 1, 1), date(2024, 1, 1)
    for county in (sgg("47720"), sgg("27720"), Area("kostat-sgg", "22520")):
        assert TABLE.are_nested(county, sgg("47000"), before) is True
        assert TABLE.are_nested(county, sgg("27000"), before) is False
        assert TABLE.are_nested(sgg("27000"), county, after) is True
        assert TABLE.are_nested(county, sgg("47000"), after) is False


def test_dongs_lie_in_their_district_and_city_and_not_in_the_next() -> None:
    day = date(2020, 1, 1)
    dong = Area("mois-hdong", "4111156000")
    assert TABLE.are_nested(dong, sgg("41111"), day) is True
    assert TABLE.are_nested(sgg("41110"), dong, day) is True
    assert TABLE.are_nested(dong, Area("mois-hdong", "4111100000"), day) is True
    assert TABLE.are_nested(dong, sgg("41113"), day) is False


def test_nesting_is_open_for_areas_that_the_table_does_not_know() -> None:
    day = date(2020, 1, 1)
    legal, other = Area("mois-bdong", "4215010100"), Area("mois-bdong", "4215010200")
    assert TABLE.are_nested(legal, sgg("42150"), day) is True
    assert TABLE.are_nested(legal, other, day) is None
    assert TABLE.are_nested(legal, Area("mois-hdong", "4215025000"), day) is None
    assert TABLE.are_nested(legal, sgg("42110"), day) is False
    assert TABLE.are_nested(Area("own", "7"), sgg("42110"), day) is None
    assert SameCodeOnly().are_nested(sgg("42150"), sgg("42150"), day) is True
    assert SameCodeOnly().are_nested(sgg("42150"), sgg("42000"), day) is None


def test_the_table_holds_the_whole_list_with_4627_abolished_codes() -> None:
    stated = [
        life
        for (scheme, _), life in LIVES.lives.items()
        if scheme == "mois-hdong" and life.created_on <= date(2023, 5, 1)
    ]
    assert len(stated) == 8_509
    assert sum(life.abolished_on <= date(2023, 5, 1) for life in stated) == 4_627


def test_a_code_that_stands_twice_is_refused(tmp_path: Path) -> None:
    for name in ("area_successors.csv", "sources.csv", "VERSION"):
        (tmp_path / name).write_bytes((REFERENCE / name).read_bytes())
    head, first, *_ = (REFERENCE / "area_codes.csv").read_text(encoding="utf-8").splitlines()
    (tmp_path / "area_codes.csv").write_text(f"{head}\n{first}\n{first}", encoding="utf-8")
    with pytest.raises(ValueError, match="twice"):
        AreaTable.load(tmp_path)


def test_the_loaded_table_names_its_version_and_digest() -> None:
    loaded = AreaTable.load(REFERENCE)
    assert loaded.version == (REFERENCE / "VERSION").read_text(encoding="utf-8").strip()
    assert len(loaded.digest) == 64
    assert SameCodeOnly().digest == AreaLives().digest == ""


@given(
    st.one_of(st.sampled_from(["mois-sgg", "mois-hdong", "mois-bdong", "kostat-sgg"]), st.text()),
    st.one_of(st.text(), st.from_regex(r"[0-9]{5}", fullmatch=True), st.just("4215000000")),
    st.dates(),
    st.dates(),
)
def test_every_text_on_every_day_has_an_answer_and_every_refusal_a_sentence(
    scheme: str, code: str, one: date, other: date
) -> None:
    resolution = TABLE.resolve(scheme, code, min(one, other), max(one, other))
    assert resolution.is_accepted or resolution.sentence
    assert (resolution.sentence is None) == (resolution.standing is Standing.IN_FORCE)


@given(ROWS, DAYS)
def test_a_known_code_leads_to_a_municipality_that_leads_to_itself(
    row: tuple[str, str], day: date
) -> None:
    municipality = TABLE.resolve(*row, day).municipality
    if municipality is not None:
        assert LIVES.lives["mois-sgg", municipality].level == "municipality"
        assert TABLE.resolve("mois-sgg", municipality, day).municipality == municipality


@given(RENUMBERED, DAYS)
def test_a_renumbered_code_and_its_successor_are_one_place_on_every_day(
    step: tuple[tuple[str, str], str], day: date
) -> None:
    (scheme, before), after = step
    one, other = TABLE.resolve(scheme, before, day), TABLE.resolve(scheme, after, day)
    assert one.municipality == other.municipality
    assert TABLE.are_nested(Area(scheme, before), Area(scheme, after), day) is True


@given(ROWS, ROWS, DAYS)
def test_nesting_asks_for_no_order(one: tuple[str, str], other: tuple[str, str], day: date) -> None:
    assert TABLE.are_nested(Area(*one), Area(*other), day) == TABLE.are_nested(
        Area(*other), Area(*one), day
    )
