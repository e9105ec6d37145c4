"""Decisions of programmes: links join two distinct projects of one area that run together (D3)."""

from pathlib import Path

from domain.areas import AreaTable
from domain.community import Community
from domain.errors import (
    LinkAcrossAreasError,
    LinkedProjectUnknownError,
    LinkPairDiffersError,
    LinkPeriodsApartError,
    LinkToItselfError,
)
from domain.facts import Area, Fact
from domain.programme import Programme
from domain.small_project import SmallProject
from tests.domain.story import Given, given, on

PROGRAMME = "programme/village"
GUNWI = Area(scheme="mois-sgg", code="47720")
GUNWI_IN_DAEGU = Area(scheme="mois-sgg", code="27720")
DAEGU = Area(scheme="mois-sgg", code="27000")
GUMI = Area(scheme="mois-sgg", code="47190")
TABLE = AreaTable.load(Path(__file__).parents[2] / "reference")


def link(day: str = "2025-05-01", project: str = "p1", other: str = "p2") -> Programme.LinkProposed:
    return Programme.LinkProposed(
        occurred=on(day), link="l1", project=project, other_project=other, other_programme="urban"
    )


def confirmed(project: str = "p1", other: str = "p2") -> Programme.LinkConfirmed:
    return Programme.LinkConfirmed(
        occurred=on("2025-05-10"),
        link="l1",
        project=project,
        other_project=other,
        confirmed_by="urban",
    )


def started(day: str, area: Area | None = None) -> SmallProject.Started:
    return SmallProject.Started(occurred=on(day), community="c1", programme="village", area=area)


def completed(day: str) -> SmallProject.Completed:
    return SmallProject.Completed(occurred=on(day), community="c1")


def two_projects(area: Area | None, other_area: Area | None, *facts: Fact) -> Given:
    return (
        given(PROGRAMME, *facts)
        .beside("small_project/p1", started("2025-03-01", area))
        .beside("small_project/p2", started("2025-04-01", other_area))
        .in_areas(TABLE)
    )


def test_two_projects_of_one_area_are_linked() -> None:
    two_projects(GUNWI, GUNWI).when(link()).then_recorded(link())


def test_a_project_is_not_linked_to_itself() -> None:
    two_projects(GUNWI, GUNWI).when(link(other="p1")).then_refused(LinkToItselfError, "l1", "p1")


def test_a_link_names_projects_that_are_recorded() -> None:
    two_projects(GUNWI, GUNWI).when(link(other="p9")).then_refused(
        LinkedProjectUnknownError, "small_project/p9"
    )


def test_projects_of_nested_areas_are_linked() -> None:
    two_projects(DAEGU, GUNWI_IN_DAEGU).when(link()).then_recorded(link())


def test_projects_of_two_areas_are_not_linked() -> None:
    two_projects(GUNWI, GUMI).when(link()).then_refused(
        LinkAcrossAreasError, "mois-sgg 47720", "mois-sgg 47190"
    )


def test_areas_are_compared_at_the_time_of_the_link() -> None:
    """Gunwi has been a county of Daegu since July 2023, whichever of its codes is written."""
    story = (
        given(PROGRAMME)
        .beside("small_project/p1", started("2023-01-01", GUNWI))
        .beside("small_project/p2", started("2023-02-01", DAEGU))
        .in_areas(TABLE)
    )
    story.when(link("2023-06-30")).then_refused(LinkAcrossAreasError, "2023-06-30")
    story.when(link("2023-07-01")).then_recorded(link("2023-07-01"))


def test_an_area_that_the_table_cannot_tell_refuses_nothing() -> None:
    somewhere = Area(scheme="unknown", code="1")
    two_projects(GUNWI, somewhere).when(link()).then_recorded(link())
    two_projects(GUNWI, None).when(link()).then_recorded(link())


def test_a_project_without_an_area_lies_where_its_community_lies() -> None:
    identified = Community.Identified(occurred=on("2020"), area=GUMI, name="구미 마을")
    moved = Community.BoundaryChanged(occurred=on("2025-04-15"), area=GUNWI)
    later = Community.BoundaryChanged(occurred=on("2025-06-01"), area=GUMI)
    two_projects(GUNWI, None).beside("community/c1", identified).when(link()).then_refused(
        LinkAcrossAreasError
    )
    two_projects(GUNWI, None).beside("community/c1", identified, moved, later).when(
        link()
    ).then_recorded(link())


def test_projects_that_did_not_run_at_the_same_time_are_not_linked() -> None:
    story = (
        given(PROGRAMME)
        .beside("small_project/p1", started("2024-01-01"), completed("2024-12-31"))
        .beside("small_project/p2", started("2025-01-01"))
    )
    story.when(link()).then_refused(LinkPeriodsApartError, "2024-12-31", "2025-01-01")
    story.when(link(project="p2", other="p1")).then_refused(LinkPeriodsApartError)


def test_projects_that_may_have_run_at_the_same_time_are_linked() -> None:
    story = (
        given(PROGRAMME)
        .beside("small_project/p1", started("2024-01-01"), completed("2025"))
        .beside("small_project/p2", started("2025-03-01"))
    )
    story.when(link()).then_recorded(link())


def test_a_link_is_confirmed_for_the_same_pair_in_either_order() -> None:
    story = two_projects(GUNWI, GUNWI, link())
    story.when(confirmed("p1", "p2")).then_recorded(confirmed("p1", "p2"))
    story.when(confirmed("p2", "p1")).then_recorded(confirmed("p2", "p1"))


def test_a_link_is_not_confirmed_for_another_pair() -> None:
    story = two_projects(GUNWI, GUNWI, link()).beside("small_project/p3", started("2025-03-01"))
    story.when(confirmed("p1", "p3")).then_refused(LinkPairDiffersError, "p1 and p2", "p1 and p3")


def test_a_link_may_be_dissolved_at_any_time() -> None:
    dissolved = Programme.LinkDissolved(
        occurred=on("2025-07-01"), link="l1", project="p1", other_project="p2"
    )
    two_projects(GUNWI, GUNWI, link()).when(dissolved).then_recorded(dissolved)
