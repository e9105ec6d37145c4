"""The terms of programmes as decisions read them, from the reference data that ships with dure."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from domain.areas import AreaTable
from domain.facts import Area
from domain.terms import Terms, TermsQuestion
from dure.programmes import ProgrammeTerms
from warehouse.reference import load_reference

REFERENCE = Path(__file__).parents[2] / "reference"
PROGRAMME = "community-call"
SANGJU = Area(scheme="mois-sgg", code="47250")  # 8.6 % in 2023
GIMCHEON = Area(scheme="mois-sgg", code="47150")  # between 10 and 20 %
SUWON = Area(scheme="mois-sgg", code="41110")  # above 20 %


@pytest.fixture(scope="module")
def terms() -> ProgrammeTerms:
    return ProgrammeTerms(AreaTable.load(REFERENCE))


def version(
    terms: ProgrammeTerms, day: date, area: Area | None = None, stated: str | None = None
) -> str | None:
    asked = TermsQuestion(programme=PROGRAMME, day=day, area=area, version=stated)
    answer = terms(asked)
    return answer and answer.version


def test_a_citys_ratio_at_the_date_of_the_call_decides(terms: ProgrammeTerms) -> None:
    day = date(2024, 3, 1)
    assert version(terms, day, SUWON) == "community-call-1"
    assert version(terms, day, GIMCHEON) == "community-call-1/low-financial-independence"
    assert version(terms, day, SANGJU) == "community-call-1/very-low-financial-independence"


def test_a_ratio_of_later_years_customises_nothing(terms: ProgrammeTerms) -> None:
    """Nobody could have known it; the table states ratios of 2023 only."""
    assert terms.ratio(SANGJU, date(2022, 12, 31)) is None
    assert version(terms, date(2022, 12, 31), SANGJU) == "community-call-1"


def test_a_place_counts_as_its_city(terms: ProgrammeTerms) -> None:
    dong = Area(scheme="mois-hdong", code="4725031000")
    assert terms.ratio(dong, date(2024, 3, 1)) == terms.ratio(SANGJU, date(2024, 3, 1)) == 8.6
    assert terms.ratio(Area(scheme="mois-sgg", code="47000"), date(2024, 3, 1)) is None


def test_before_the_first_version_and_without_any_the_studys_terms_hold(
    terms: ProgrammeTerms,
) -> None:
    assert version(terms, date(2018, 1, 1), SANGJU) == Terms().version
    other = TermsQuestion(programme="hope-village", day=date(2024, 1, 1))
    assert terms(other) == Terms()


def test_a_version_that_a_call_names_holds_whatever_the_day(terms: ProgrammeTerms) -> None:
    low = "community-call-1/low-financial-independence"
    assert version(terms, date(2018, 1, 1), stated="community-call-1") == "community-call-1"
    assert version(terms, date(2018, 1, 1), SUWON, low) == low
    assert version(terms, date(2024, 1, 1), stated="community-call-9") is None


def test_customised_terms_keep_what_they_do_not_replace(terms: ProgrammeTerms) -> None:
    asked = TermsQuestion(programme=PROGRAMME, day=date(2024, 3, 1), area=GIMCHEON)
    answer = terms(asked)
    assert answer is not None
    assert (answer.below_won, answer.longest_months) == (100_000_000, 24)
    general = terms(TermsQuestion(programme=PROGRAMME, day=date(2024, 3, 1)))
    assert general is not None
    assert general.own_share_percent is not None
    assert answer.own_share_percent is not None
    assert answer.own_share_percent < general.own_share_percent
    assert answer.advance_percent
    assert answer.preparation_months


def test_every_term_says_where_it_is_from_and_what_dure_proposes(terms: ProgrammeTerms) -> None:
    stated = terms.stated(PROGRAMME, "community-call-1/low-financial-independence")
    assert all(one.source for one in stated)
    assert {one.name for one in stated if not one.is_proposal} == {"below_won", "longest_months"}
    of_the_study = terms.stated("hope-village", Terms().version)
    assert [(one.name, one.value) for one in of_the_study] == [
        ("below_won", 100_000_000),
        ("longest_months", 24),
    ]


def test_the_warehouse_holds_the_terms_that_decisions_read(terms: ProgrammeTerms) -> None:
    query = "select customised, term, value from small_project_term where customised = ?"
    with duckdb.connect() as connection:
        load_reference(connection, REFERENCE)
        for customised in ("low-financial-independence", "very-low-financial-independence"):
            held = connection.execute(query, [customised]).fetchall()
            stated = {
                one.name: str(one.value)
                for one in terms.stated(PROGRAMME, f"community-call-1/{customised}")
            }
            assert held
            assert all(stated[term] == value for _, term, value in held)
