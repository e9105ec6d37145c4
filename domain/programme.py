"""Programme (지원사업): calls that it publishes and links between its projects and others."""

from datetime import date

from msgspec import structs

from domain.aggregate import Aggregate, Context
from domain.calls import Call
from domain.contest_errors import CallPublishedAlreadyError, TermsUnknownError
from domain.dates import Occurred
from domain.errors import (
    LinkAcrossAreasError,
    LinkedProjectUnknownError,
    LinkPairDiffersError,
    LinkPeriodsApartError,
    LinkToItselfError,
)
from domain.facts import Fact, Key, Text, Won
from domain.small_project import SmallProject
from domain.spells import Spell, first_end, told
from domain.terms import TermsQuestion


class Programme(Aggregate):
    """A support programme of a ministry or municipality. Subject `programme/K`."""

    NAME = "programme"
    KO = "지원사업"

    class CallPublished(Fact):
        """A call for projects was published, with its terms.

        A decision that names no version takes that in force on the day, in the area of the call.
        """

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

    def call(self, key: Key) -> Call | None:
        """A call of this programme; None where it is not known to be published."""
        stated = [one for one in self.facts(Programme.CallPublished) if one.call == key]
        if not stated:
            return None
        last, programme = stated[-1], self.subject.partition("/")[2]
        return Call(programme, key, last.occurred, last.closes_on, last.terms_version, last.area)

    def complete(self, fact: Fact, context: Context) -> Fact:
        """A call carries the version of its programme's terms."""
        if isinstance(fact, Programme.CallPublished) and fact.terms_version is None:
            terms = context.terms_of(self._question(fact))
            return fact if terms is None else structs.replace(fact, terms_version=terms.version)
        return fact

    def check(self, fact: Fact, context: Context) -> None:
        """Refuse a call twice, and a link of a project to itself, across areas or time (D3)."""
        if isinstance(fact, Programme.CallPublished):
            self._check_call(fact, context)
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

    def _question(self, fact: CallPublished) -> TermsQuestion:
        return TermsQuestion(
            programme=self.subject.partition("/")[2],
            day=fact.occurred.first,
            area=fact.area,
            version=fact.terms_version,
        )

    def _check_call(self, fact: CallPublished, context: Context) -> None:
        if (earlier := self.call(fact.call)) is not None:
            raise CallPublishedAlreadyError(
                programme=self.subject, call=fact.call, published=told(earlier.published)
            )
        if context.terms_of(self._question(fact)) is None:
            raise TermsUnknownError(
                programme=self.subject,
                call=fact.call,
                version=fact.terms_version,
                day=told(fact.occurred),
            )

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
    area, other_area = project.area(day, context), other.area(day, context)
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
