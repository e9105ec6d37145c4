"""Programme (지원사업): calls that it publishes and links between its projects and others."""

from datetime import date

from domain.aggregate import Aggregate, Context
from domain.community import Community
from domain.dates import Occurred
from domain.errors import (
    LinkAcrossAreasError,
    LinkedProjectUnknownError,
    LinkPairDiffersError,
    LinkPeriodsApartError,
    LinkToItselfError,
)
from domain.facts import Area, Fact, Key, Text, Won
from domain.small_project import SmallProject
from domain.spells import Spell, first_end, told


class Programme(Aggregate):
    """A support programme of a ministry or municipality. Subject `programme/K`."""

    NAME = "programme"
    KO = "지원사업"

    class CallPublished(Fact):
        """A call for projects was published, with its terms."""

        TOPIC = "programme.call_published.v1"
        KO = "공고"
        EN = "Call published"
        PLANNED = True
        call: Key
        title: Text | None = None
        closes_on: date | None = None
        budget_won: Won | None = None
        terms_version: Key | None = None

    class LinkProposed(Fact):
        """One owner proposed to link two projects of an area."""

        TOPIC = "programme.link_proposed.v1"
        KO = "사업 연계 제안"
        EN = "Link proposed"
        link: Key
        project: Key
        other_project: Key
        other_programme: Key | None = None
        purpose: Text | None = None

    class LinkConfirmed(Fact):
        """One owner confirmed the link; it holds when both owners have."""

        TOPIC = "programme.link_confirmed.v1"
        KO = "사업 연계 확정"
        EN = "Link confirmed"
        link: Key
        project: Key
        other_project: Key
        confirmed_by: Key
        shared_asset: Text | None = None

    class LinkDissolved(Fact):
        """The link ended."""

        TOPIC = "programme.link_dissolved.v1"
        KO = "사업 연계 해소"
        EN = "Link dissolved"
        link: Key
        project: Key
        other_project: Key
        reason: Text | None = None

    def check(self, fact: Fact, context: Context) -> None:
        """Refuse a link of a project to itself, across areas or across time (D3)."""
        if not isinstance(fact, Programme.LinkProposed | Programme.LinkConfirmed):
            return
        if fact.project == fact.other_project:
            raise LinkToItselfError(link=fact.link, project=fact.project)
        self._check_pair(fact)
        project = SmallProject.read(fact.project, context)
        other = SmallProject.read(fact.other_project, context)
        for end in (project, other):
            if not end.is_known:
                raise LinkedProjectUnknownError(link=fact.link, project=end.subject)
        _check_areas(project, other, fact.occurred, context)
        _check_periods(project, other)
        _check_periods(other, project)

    def _check_pair(self, fact: LinkProposed | LinkConfirmed) -> None:
        """A link is symmetric: the pair may be named in either order, but stays that pair."""
        for earlier in self.facts(Programme.LinkProposed, Programme.LinkConfirmed):
            if earlier.link == fact.link and _pair(earlier) != _pair(fact):
                raise LinkPairDiffersError(
                    link=fact.link,
                    proposed=" and ".join(sorted(_pair(earlier))),
                    stated=" and ".join(sorted(_pair(fact))),
                )


def _pair(fact: Programme.LinkProposed | Programme.LinkConfirmed) -> frozenset[Key]:
    return frozenset((fact.project, fact.other_project))


def _check_areas(
    project: SmallProject, other: SmallProject, day: Occurred, context: Context
) -> None:
    area, other_area = _area(project, day, context), _area(other, day, context)
    if area is None or other_area is None:
        return
    if context.areas.are_nested(area, other_area, day.last) is False:
        raise LinkAcrossAreasError(
            project=project.subject,
            area=f"{area.scheme} {area.code}",
            other_project=other.subject,
            other_area=f"{other_area.scheme} {other_area.code}",
            day=told(day),
        )


def _area(project: SmallProject, day: Occurred, context: Context) -> Area | None:
    """The area that the project's own facts state by that day, or else that of its community."""
    known = [fact for fact in project.facts(Fact) if not day.is_before(fact.occurred)]
    stated = next((fact.area for fact in reversed(known) if fact.area is not None), None)
    if stated is not None:
        return stated
    community = next((key for fact in known if (key := getattr(fact, "community", None))), None)
    return None if community is None else Community.read(community, context).area(day)


def _check_periods(project: SmallProject, other: SmallProject) -> None:
    run, other_run = _run(project), _run(other)
    if run is None or other_run is None or run.ended is None:
        return
    if run.ended.is_before(other_run.began):
        raise LinkPeriodsApartError(
            project=project.subject,
            ended=told(run.ended),
            other_project=other.subject,
            began=told(other_run.began),
        )


def _run(project: SmallProject) -> Spell | None:
    """From the start, or the selection where no start is known, to the end; None before either."""
    kinds = (SmallProject.Started, SmallProject.Selected)
    begun = next((facts for kind in kinds if (facts := project.facts(kind))), None)
    if begun is None:
        return None
    began = begun[0].occurred
    return Spell(began, first_end(began, (ending.occurred for ending in project.endings)))
