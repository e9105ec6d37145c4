"""The comparison of cases: when a statement of the study holds, the contrary does, or neither."""

import re
from datetime import date
from typing import Any, Final

import pytest

from tests.warehouse.conftest import Warehouse, instant, months
from warehouse.cases import CANNOT_SAY, Comparison, Line, TooManyCasesError

LATEST: Final = date(2024, 12, 31)
KNOWN_AT: Final = instant("2025-03-01")
LIKERT: Final = {"scale": "likert-5", "standard_deviation": 0.8}


class Uncommitted:
    """Reads what a test has put; `Results` asks on a cursor of its own, which does not see it."""

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse

    def rows(self, relation: str, valid_at: date) -> list[dict[str, Any]]:
        return self._warehouse.dicts(f"from {relation}(?, ?)", [valid_at, KNOWN_AT])

    def table(self, name: str) -> list[dict[str, Any]]:
        return self._warehouse.dicts(f"from {name}")


def judged(warehouse: Warehouse, statement: str) -> dict[str, Any]:
    """What a statement's relation says of the one case; all together take ten times as long."""
    [row] = warehouse.dicts(
        f"from case_{statement}(?, ?)",
        [LATEST, KNOWN_AT],
    )
    return row


def verdict(warehouse: Warehouse, statement: str) -> tuple[str, str | None]:
    row = judged(warehouse, statement)
    return row["verdict"], row["reason"]


def lines(
    warehouse: Warehouse, language: str = "en", unit: tuple[str, str] = ("nation", "KR")
) -> list[Line]:
    """The whole comparison of a unit."""
    return Comparison(Uncommitted(warehouse), LATEST, *unit, language).lines()


def sentences(warehouse: Warehouse) -> dict[str, str]:
    """What is said in English of the one case, by statement."""
    return {one.statement: one.says for one in lines(warehouse) if one.unit == "C"}


def identify(warehouse: Warehouse, *communities: str) -> None:
    for key in communities:
        warehouse.put(
            "community_identification",
            {"subject_key": key, "name": f"마을 {key}", "on": "2015-01-01"},
            area_scheme="mois-sgg",
            area_code="47130",
        )


def deliver(warehouse: Warehouse, *kinds: str, but: tuple[str, ...] = ()) -> None:
    """A feed that owes these kinds each month of five years, and delivers all months `but` some."""
    feed = {"subject_key": "test", "on": "2020-01-01"}
    warehouse.put("feed_registration", feed)
    warehouse.put("feed_expectation", {**feed, "every": "month", "kinds": list(kinds)})
    for day in months(date(2020, 1, 1), 60):
        if f"{day:%Y-%m}" not in but:
            period = {"period_from": f"{day:%Y-%m}", "period_to": f"{day:%Y-%m}"}
            warehouse.put("feed_delivery", {**feed, **period, "on": day.isoformat()})


@pytest.fixture
def case(warehouse: Warehouse) -> Warehouse:
    """One case of which nothing but its being there is known."""
    identify(warehouse, "C")
    return warehouse


class TestSense:
    def survey(self, case: Warehouse, mean: float, on: str = "2024-03-01", **more: Any) -> None:
        fields = {"subject_key": "C", "respondents": 100, **LIKERT, "mean": mean, **more}
        case.put("sense_survey", {**fields, "on": on})

    def test_a_mean_clearly_above_the_limit_is_strong(self, case: Warehouse) -> None:
        self.survey(case, 4.2)
        row = judged(case, "sense")
        assert (row["verdict"], row["value"]) == ("holds", pytest.approx(0.8))
        half = 1.959963984540054 * 0.8 / 4 / 10
        assert (row["low"], row["high"]) == (pytest.approx(0.8 - half), pytest.approx(0.8 + half))

    def test_a_mean_clearly_below_the_limit_is_the_contrary(self, case: Warehouse) -> None:
        self.survey(case, 2.8)
        assert verdict(case, "sense") == ("contrary", None)

    def test_an_interval_on_both_sides_of_the_limit_says_nothing(self, case: Warehouse) -> None:
        self.survey(case, 3.45)
        assert verdict(case, "sense") == (CANNOT_SAY, "near_limit")

    def test_without_a_spread_the_greatest_of_the_scale_is_assumed(self, case: Warehouse) -> None:
        self.survey(case, 3.7, standard_deviation=None)
        assert verdict(case, "sense") == (CANNOT_SAY, "near_limit")

    def test_the_last_survey_counts_and_is_compared_with_the_first(self, case: Warehouse) -> None:
        self.survey(case, 4.6, on="2020-03-01")
        self.survey(case, 4.2)
        assert sentences(case)["sense"] == (
            "Strong: the survey of 2024-03-01 with 100 respondents has its mean at 80 % of the "
            "scale likert-5 (95 % interval 76 to 84), at least 60 % (-10 since 2020-03-01)."
        )

    @pytest.mark.parametrize(
        ("fields", "reason"),
        [
            ({"on": "2021-12-31"}, "old_survey"),
            ({"respondents": 29}, "few_respondents"),
            ({"scale": "own-questionnaire"}, "unknown_scale"),
            ({"mean": 5.5}, "outside_scale"),
        ],
    )
    def test_a_survey_that_cannot_be_judged_says_why(
        self, case: Warehouse, fields: dict[str, Any], reason: str
    ) -> None:
        self.survey(case, **({"mean": 4.2} | fields))
        row = judged(case, "sense")
        assert (row["verdict"], row["reason"], row["value"]) == (CANNOT_SAY, reason, None)

    def test_no_survey_is_no_weak_sense_of_community(self, case: Warehouse) -> None:
        assert verdict(case, "sense") == (CANNOT_SAY, "no_survey")


class TestLeaders:
    KINDS: Final = (
        "resident_organisation.leader_installed.v1",
        "resident_organisation.formed.v1",
    )

    def found(self, case: Warehouse, *keys: str) -> None:
        for key in keys:
            case.put(
                "organisation_formation", {"subject_key": key, "community": "C", "on": "2020-01-01"}
            )

    def install(self, case: Warehouse, key: str, resident: str, on: str, until: str = "") -> None:
        post = {"subject_key": key, "post": "chair", "resident": resident}
        case.put("leader_installation", {**post, "on": on})
        if until:
            case.put("leader_departure", {**post, "on": until})

    def test_two_led_organisations_and_two_leaders_are_there(self, case: Warehouse) -> None:
        deliver(case, *self.KINDS)
        self.found(case, "B1", "B2")
        self.install(case, "B1", "r1", "2020-02-01")
        self.install(case, "B2", "r2", "2020-02-01")
        row = judged(case, "leaders")
        assert (row["verdict"], row["value"], row["n"]) == ("contrary", pytest.approx(2), 2)

    def test_one_led_organisation_is_hard_to_find(self, case: Warehouse) -> None:
        deliver(case, *self.KINDS)
        self.found(case, "B1", "B2")
        self.install(case, "B1", "r1", "2020-02-01")
        assert verdict(case, "leaders") == ("holds", None)

    def test_one_person_who_leads_everything_is_no_two_leaders(self, case: Warehouse) -> None:
        deliver(case, *self.KINDS)
        self.found(case, "B1", "B2")
        for key in ("B1", "B2"):
            self.install(case, key, "r1", "2020-02-01")
        assert verdict(case, "leaders") == ("holds", None)

    @pytest.mark.parametrize(("vacancy", "said"), [("20", "contrary"), ("01", "holds")])
    def test_succession_that_breaks_off_is_hard_to_find(
        self, case: Warehouse, vacancy: str, said: str
    ) -> None:
        """Three terms end in the 36 months; successors come within the days of grace, or later."""
        deliver(case, *self.KINDS)
        self.found(case, "B1", "B2", "B3")
        last = {"20": "2023-03-20", "01": "2023-08-01"}[vacancy]
        for number in (1, 2, 3):
            key = f"B{number}"
            self.install(case, key, f"r{number}", "2020-02-01", "2023-03-01")
            self.install(case, key, f"s{number}", last)
        assert verdict(case, "leaders") == (said, None)

    def test_nobody_told_of_is_a_zero_only_where_it_would_have_been_told(
        self, case: Warehouse
    ) -> None:
        self.found(case, "B1")
        assert verdict(case, "leaders") == (CANNOT_SAY, "too_early")
        deliver(case, *self.KINDS)
        assert verdict(case, "leaders") == ("holds", None)

    def test_too_few_months_told_leave_it_open(self, case: Warehouse) -> None:
        missing = tuple(f"{day:%Y-%m}" for day in months(date(2024, 1, 1), 8))
        deliver(case, *self.KINDS, but=missing)
        self.found(case, "B1", "B2")
        row = judged(case, "leaders")
        assert (row["verdict"], row["reason"]) == (CANNOT_SAY, "low_coverage")
        assert row["coverage"] == pytest.approx(28 / 36)


class TestIntermediaries:
    def support(self, case: Warehouse, organisation: str | None = "S") -> None:
        start = {"subject_key": "C", "programme": "seed", "supported": "B", "on": "2020-01-01"}
        case.put("support_start", {**start, "support_organisation": organisation})

    def visit(self, case: Warehouse, *days: str) -> None:
        for day in days:
            case.put("support_visit", {"subject_key": "S", "community": "C", "on": day})

    def assign(self, case: Warehouse, until: str | None = None) -> None:
        assigned = {"subject_key": "W", "support_organisation": "S", "community": "C"}
        case.put("worker_assignment", {**assigned, "on": "2022-01-01", "until": until})

    def test_contact_in_every_quarter_and_a_worker_are_formed(self, case: Warehouse) -> None:
        self.support(case)
        self.visit(case, "2024-02-01", "2024-05-01", "2024-08-01", "2024-11-01")
        self.assign(case)
        row = judged(case, "intermediaries")
        assert (row["verdict"], row["value"], row["n"]) == ("contrary", 0, 1)

    def test_a_quarter_without_contact_is_thin(self, case: Warehouse) -> None:
        self.support(case)
        self.visit(case, "2024-02-01", "2024-05-01", "2024-11-01")
        self.assign(case)
        assert verdict(case, "intermediaries") == ("holds", None)

    @pytest.mark.parametrize(
        ("until", "said"), [("2024-12-01", "contrary"), ("2024-11-30", "holds")]
    )
    def test_more_than_thirty_days_without_a_worker_are_thin(
        self, case: Warehouse, until: str, said: str
    ) -> None:
        self.support(case)
        self.visit(case, "2024-02-01", "2024-05-01", "2024-08-01", "2024-11-01")
        self.assign(case, until)
        assert verdict(case, "intermediaries") == (said, None)

    def test_workers_whom_nobody_tells_of_are_not_missed(self, case: Warehouse) -> None:
        """Until a feed that would tell of them delivers: then nobody was there."""
        self.support(case)
        self.visit(case, "2024-02-01", "2024-05-01", "2024-08-01", "2024-11-01")
        assert verdict(case, "intermediaries") == (CANNOT_SAY, "missing_months")
        deliver(case, "worker.assigned.v1")
        assert verdict(case, "intermediaries") == ("holds", None)

    def test_support_without_an_organisation_is_not_formed(self, case: Warehouse) -> None:
        self.support(case, None)
        assert verdict(case, "intermediaries") == ("holds", "no_organisation")

    def test_a_case_without_support_says_nothing_about_intermediaries(
        self, case: Warehouse
    ) -> None:
        assert verdict(case, "intermediaries") == (CANNOT_SAY, "not_supported")

    def test_a_month_that_nobody_delivered_may_hide_the_contact(self, case: Warehouse) -> None:
        kinds = ("support_organisation.visit_made.v1", "worker.assigned.v1")
        deliver(case, *kinds, but=("2024-08",))
        self.support(case)
        self.visit(case, "2024-02-01", "2024-05-01", "2024-11-01")
        self.assign(case)
        assert verdict(case, "intermediaries") == (CANNOT_SAY, "missing_months")


class TestLinkage:
    def run(self, case: Warehouse, count_linked: int) -> None:
        """Four projects of two programmes, of which so many (two by two) are linked."""
        for number in range(4):
            common = {"subject_key": f"P{number}", "community": "C", "on": "2023-04-01"}
            case.put("project_start", {**common, "programme": f"g{number % 2}"})
        for first in range(0, count_linked, 2):
            pair = {"project": f"P{first}", "other_project": f"P{first + 1}", "link": f"L{first}"}
            for owner in ("project", "other_project"):
                case.put(
                    "link_confirmation",
                    {"subject_key": "g0", **pair, "confirmed_by": pair[owner]},
                    on="2023-05-01",
                    shared_asset="kitchen",
                )

    @pytest.mark.parametrize(
        ("count_linked", "said"), [(0, "holds"), (2, "contrary"), (4, "contrary")]
    )
    def test_half_of_the_projects_make_the_difference(
        self, case: Warehouse, count_linked: int, said: str
    ) -> None:
        self.run(case, count_linked)
        row = judged(case, "linkage")
        assert (row["verdict"], row["value"], row["n"]) == (said, count_linked / 4, 4)

    def test_too_few_projects_say_nothing(self, case: Warehouse) -> None:
        assert verdict(case, "linkage") == (CANNOT_SAY, "few_projects")


class TestTogether:
    def surveyed(self, warehouse: Warehouse, count_strong: int, count_weak: int) -> None:
        means = [4.5] * count_strong + [2.0] * count_weak
        for number, mean in enumerate(means):
            survey = {"subject_key": f"C{number:02d}", "respondents": 100, "on": "2024-03-01"}
            warehouse.put("sense_survey", {**survey, **LIKERT, "mean": mean})

    def together(self, warehouse: Warehouse) -> tuple[str, int, int]:
        """What the cases say together on the sense of community, and how many say so."""
        query = "from case_comparison(?, ?) where unit_type = 'nation' and statement = 'sense'"
        [row] = warehouse.dicts(query, [LATEST, KNOWN_AT])
        return row["verdict"], row["count_holds"], row["count_contrary"]

    @pytest.mark.parametrize(
        ("count_strong", "count_weak", "said"),
        [(8, 4, "holds"), (4, 8, "contrary"), (7, 5, "divided"), (4, 0, CANNOT_SAY)],
    )
    def test_two_thirds_of_the_cases_that_can_say_speak_for_all(
        self, warehouse: Warehouse, count_strong: int, count_weak: int, said: str
    ) -> None:
        self.surveyed(warehouse, count_strong, count_weak)
        assert self.together(warehouse) == (said, count_strong, count_weak)

    def test_where_most_cases_cannot_say_the_set_cannot(self, warehouse: Warehouse) -> None:
        self.surveyed(warehouse, 5, 0)
        identify(warehouse, *(f"D{number}" for number in range(6)))
        assert self.together(warehouse) == (CANNOT_SAY, 5, 0)

    def test_what_was_not_known_yet_says_nothing(self, case: Warehouse) -> None:
        survey = {"subject_key": "C", "respondents": 100, **LIKERT, "mean": 4.5}
        case.put("sense_survey", {**survey, "on": "2024-03-01", "recorded_at": "2025-03-02"})
        assert verdict(case, "sense") == (CANNOT_SAY, "no_survey")

    def test_a_comparison_tells_a_units_own_cases_by_name_in_either_language(
        self, warehouse: Warehouse
    ) -> None:
        """The strongest does not stand first, and nothing numbers them."""
        self.surveyed(warehouse, 3, 3)
        identify(warehouse, *(f"C{number:02d}" for number in range(5)))
        korean = lines(warehouse, "ko", ("municipality", "47130"))
        english = lines(warehouse, "en", ("municipality", "47130"))
        of_sense = [one.unit for one in english if one.statement == "sense"]
        assert of_sense == ["47130", "C00", "C01", "C02", "C03", "C04"]
        assert {"rank", "score", "place"}.isdisjoint(Line._fields)
        assert [one[:3] for one in korean] == [one[:3] for one in english]
        assert all(re.search("[가-힣]", one.says) for one in korean)
        assert not any(re.search("[가-힣]", one.says) for one in english)
        assert english[0].says == (
            "The cases are divided on the sense of community: of the 5 that a survey can speak "
            "for, 3 are at 60 % of the scale or more, 2 below (5 cases)."
        )


def test_more_cases_than_people_read_are_refused_with_what_to_do(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    identify(warehouse, "C1", "C2", "C3")
    monkeypatch.setattr("warehouse.cases.MOST_CASES", 2)
    with pytest.raises(TooManyCasesError, match=r"nation KR has 3 cases.*name a smaller unit"):
        lines(warehouse)


def test_every_sentence_names_figures_that_there_are(warehouse: Warehouse) -> None:
    """And the same ones in both languages, but for words that stand for a yes or no."""
    wordings = warehouse.dicts("from case_wording")
    assert len(wordings) > 30
    for row in wordings:
        named = [set(re.findall(r"{(\w+?)(?:_ko|_en)?}", row[one])) for one in ("ko", "en")]
        assert named[0] == named[1], row
