"""Resident organisations: one holder per post (D5), a founding date that succession keeps (D9)."""

from domain.correction import Correction
from domain.errors import PostStillHeldError
from domain.facts import Fact
from domain.resident_organisation import ResidentOrganisation
from tests.domain.story import given, key, on, pseudonym, stored

BODY = "resident_organisation/council"
KIM, LEE = pseudonym("kim"), pseudonym("lee")


def installed(
    day: str, resident: str, post: str = "chair", previous: str | None = None
) -> ResidentOrganisation.LeaderInstalled:
    return ResidentOrganisation.LeaderInstalled(
        occurred=on(day), resident=resident, post=post, previous=previous
    )


def stepped_down(
    day: str, resident: str, post: str = "chair"
) -> ResidentOrganisation.LeaderSteppedDown:
    return ResidentOrganisation.LeaderSteppedDown(occurred=on(day), resident=resident, post=post)


def body(subject: str, *facts: Fact) -> ResidentOrganisation:
    return ResidentOrganisation(subject, stored(subject, facts))


class TestD5OneHolder:
    def test_a_vacant_post_is_filled(self) -> None:
        given(BODY).when(installed("2025-01-01", KIM)).then_recorded(installed("2025-01-01", KIM))

    def test_a_post_that_is_held_is_not_filled(self) -> None:
        given(BODY, installed("2023-01-01", KIM)).when(installed("2025-01-01", LEE)).then_refused(
            PostStillHeldError, KIM, "chair", "2023-01-01..open"
        )

    def test_naming_the_previous_holder_is_no_step_down(self) -> None:
        given(BODY, installed("2023-01-01", KIM)).when(
            installed("2025-01-01", LEE, previous=KIM)
        ).then_refused(PostStillHeldError)

    def test_a_post_is_filled_on_the_day_of_the_step_down(self) -> None:
        story = given(BODY, installed("2023-01-01", KIM), stepped_down("2025-01-01", KIM))
        story.when(installed("2025-01-01", LEE)).then_recorded(installed("2025-01-01", LEE))

    def test_a_post_is_not_filled_before_the_step_down(self) -> None:
        story = given(BODY, installed("2023-01-01", KIM), stepped_down("2025-01-01", KIM))
        story.when(installed("2024-12-31", LEE)).then_refused(
            PostStillHeldError, "2023-01-01..2025-01-01"
        )

    def test_a_holder_may_be_installed_again(self) -> None:
        again = installed("2025-01-01", KIM)
        given(BODY, installed("2023-01-01", KIM)).when(again).then_recorded(again)

    def test_posts_are_held_apart(self) -> None:
        secretary = installed("2025-01-01", LEE, "secretary")
        given(BODY, installed("2023-01-01", KIM)).when(secretary).then_recorded(secretary)

    def test_a_back_dated_installation_without_an_end_is_refused(self) -> None:
        given(BODY, installed("2023-01-01", KIM)).when(installed("2020-01-01", LEE)).then_refused(
            PostStillHeldError
        )

    def test_dates_that_allow_a_gap_get_the_benefit_of_the_doubt(self) -> None:
        story = given(BODY, installed("2023-01-01", KIM), stepped_down("2025", KIM))
        story.when(installed("2025-03-01", LEE)).then_recorded(installed("2025-03-01", LEE))

    def test_a_withdrawn_installation_holds_no_post(self) -> None:
        withdrawal = Correction.Withdrawn(occurred=on("2025-01-01"), fact=key(1))
        story = given(BODY, installed("2023-01-01", KIM), withdrawal)
        story.when(installed("2025-01-01", LEE)).then_recorded(installed("2025-01-01", LEE))


class TestTenures:
    def test_a_tenure_ends_where_a_register_names_the_previous_holder(self) -> None:
        """Registers report `previous` on an installation and no step-down."""
        council = body(
            BODY, installed("2021-01-01", KIM), installed("2023-01-01", LEE, previous=KIM)
        )
        kim, lee = council.tenures("chair")
        assert (kim.resident, kim.spell.told()) == (KIM, "2021-01-01..2023-01-01")
        assert (lee.resident, lee.spell.told()) == (LEE, "2023-01-01..open")

    def test_who_holds_a_post_on_a_day_is_sure_or_possible(self) -> None:
        council = body(BODY, installed("2021-06", KIM), stepped_down("2023", KIM))
        [kim] = council.tenures("chair")
        days = ("2021-05-31", "2021-06-15", "2022-01-01", "2023-06-01", "2024-01-01")
        answers = [
            (kim.spell.surely_holds(on(day).first), kim.spell.holds(on(day).first)) for day in days
        ]
        assert answers == [
            (False, False),
            (False, True),
            (True, True),
            (False, True),
            (False, False),
        ]


class TestD9FoundingDate:
    def test_a_body_counts_from_its_formation(self) -> None:
        formed = ResidentOrganisation.Formed(occurred=on("2018-05-01"))
        assert body(BODY, formed).founding() == on("2018-05-01")

    def test_a_body_of_unknown_formation_has_no_founding_date(self) -> None:
        assert body(BODY, installed("2021-01-01", KIM)).founding() is None

    def test_a_successor_keeps_the_founding_date_through_several_hands(self) -> None:
        committee = body(
            "resident_organisation/committee",
            ResidentOrganisation.Formed(occurred=on("2009-03")),
            ResidentOrganisation.Succeeded(occurred=on("2015-01-01"), successor="board"),
        )
        board = body(
            "resident_organisation/board",
            ResidentOrganisation.Formed(occurred=on("2015-01-01")),
            ResidentOrganisation.Succeeded(occurred=on("2021-01-01"), successor="council"),
        )
        stranger = body(
            "resident_organisation/stranger", ResidentOrganisation.Formed(occurred=on("1990"))
        )
        council = body(BODY, ResidentOrganisation.Formed(occurred=on("2021-01-01")))
        assert council.founding([stranger, board, committee]) == on("2009-03")
        assert board.founding([council, stranger, committee]) == on("2009-03")
        assert committee.founding([council, board]) == on("2009-03")

    def test_bodies_that_name_each_other_as_successor_end_the_search(self) -> None:
        one = body(
            "resident_organisation/one",
            ResidentOrganisation.Formed(occurred=on("2010")),
            ResidentOrganisation.Succeeded(occurred=on("2012"), successor="two"),
        )
        two = body(
            "resident_organisation/two",
            ResidentOrganisation.Succeeded(occurred=on("2013"), successor="one"),
        )
        assert two.founding([one, two]) == on("2010")
