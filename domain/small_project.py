"""Small project (소규모 사업): from proposal to settlement, and the visits after it."""

from collections.abc import Sequence

from domain.aggregate import Aggregate, Context
from domain.calls import Call, check_open
from domain.community import Community
from domain.dates import Occurred
from domain.errors import (
    AfterTheEndError,
    AlreadyEndedError,
    PaidAboveApprovedError,
    StartedBeforeSelectedError,
)
from domain.facts import Area, Count, Fact, Key, Months, Text, Won
from domain.order import check_follows, check_not_decided_otherwise
from domain.plan import Plan, check_plan_first
from domain.spells import told
from domain.terms import Terms, TermsQuestion


class SmallProject(Aggregate):
    """A project of less than 100 million won and up to 24 months. Subject `small_project/K`."""

    NAME = "small_project"
    KO = "소규모 사업"

    class Proposed(Fact):
        """Residents applied for a project."""

        TOPIC = "small_project.proposed.v1"
        KO = "신청"
        EN = "Project proposed"
        community: Key
        programme: Key
        call: Key | None = None
        organisation: Key | None = None
        title: Text | None = None
        plan: Key | None = None
        agendas: tuple[Key, ...] = ()
        requested_won: Won | None = None

    class Selected(Fact):
        """The project was approved."""

        TOPIC = "small_project.selected.v1"
        KO = "선정"
        EN = "Project selected"
        community: Key
        programme: Key
        plan: Key | None = None
        agendas: tuple[Key, ...] = ()
        approved_won: Won | None = None
        planned_months: Months | None = None
        organisation: Key | None = None

    class Declined(Fact):
        """The project was not approved."""

        TOPIC = "small_project.declined.v1"
        KO = "탈락"
        EN = "Project declined"
        community: Key
        programme: Key
        reason: Text | None = None

    class Started(Fact):
        """Work on the project began."""

        TOPIC = "small_project.started.v1"
        KO = "착수"
        EN = "Project started"
        community: Key
        programme: Key
        plan: Key | None = None
        agendas: tuple[Key, ...] = ()
        organisation: Key | None = None
        approved_won: Won | None = None
        planned_months: Months | None = None

    class GrantPaid(Fact):
        """An instalment of the grant was paid."""

        TOPIC = "small_project.grant_paid.v1"
        KO = "보조금 교부"
        EN = "Grant paid"
        community: Key
        amount_won: Won
        funding_source: Key | None = None
        instalment: Count | None = None

    class ResourceContributed(Fact):
        """Residents put in own money, things or work."""

        TOPIC = "small_project.resource_contributed.v1"
        KO = "자부담·현물·노력"
        EN = "Resource contributed"
        community: Key
        kind: Key
        value_won: Won
        contributor: Key | None = None
        is_required: bool | None = None

    class Changed(Fact):
        """A change of the approved terms was granted."""

        TOPIC = "small_project.changed.v1"
        KO = "변경승인"
        EN = "Project change approved"
        community: Key
        approved_won: Won | None = None
        planned_months: Months | None = None
        reason: Text | None = None

    class Completed(Fact):
        """The work was completed."""

        TOPIC = "small_project.completed.v1"
        KO = "완료"
        EN = "Project completed"
        community: Key
        result: Text | None = None

    class Settled(Fact):
        """The report and the accounts were accepted."""

        TOPIC = "small_project.settled.v1"
        KO = "결과보고·정산"
        EN = "Project settled"
        community: Key
        spent_won: Won | None = None
        returned_won: Won | None = None

    class Abandoned(Fact):
        """The project was given up."""

        TOPIC = "small_project.abandoned.v1"
        KO = "중단"
        EN = "Project abandoned"
        community: Key
        reason: Text | None = None

    class FollowUpVisited(Fact):
        """Somebody looked after the project had ended."""

        TOPIC = "small_project.follow_up_visited.v1"
        KO = "사후관리"
        EN = "Follow-up visited"
        community: Key
        is_in_use: bool | None = None
        visitor: Key | None = None
        note: Text | None = None

    def check(self, fact: Fact, context: Context) -> None:
        """Refuse what breaches size (D1), plan (D2) or the order of a project's life (D6)."""
        match fact:
            case SmallProject.Proposed() | SmallProject.Selected() | SmallProject.Declined():
                self._check_application(fact, context)
            case SmallProject.Started():
                self._check_size(fact, context)
                self._check_selected(fact, self.facts(SmallProject.Selected))
            case SmallProject.Changed():
                self._check_size(fact, context)
                self._check_not_ended(fact, self.endings)
            case SmallProject.GrantPaid():
                self._check_payments(fact)
                self._check_not_ended(fact, self.endings)
            case SmallProject.Completed():
                self._check_ends_once(fact)
                check_follows(self.subject, fact, "start", self.facts(SmallProject.Started))
            case SmallProject.Abandoned():
                self._check_ends_once(fact)
            case SmallProject.Settled():
                check_follows(self.subject, fact, "end", self.endings)
            case _:
                pass

    @property
    def endings(self) -> list[Completed | Abandoned]:
        """Completions and abandonments that hold; a project has one at most."""
        return self.facts(SmallProject.Completed, SmallProject.Abandoned)

    def area(self, day: Occurred, context: Context) -> Area | None:
        """The area that the project's own facts state by a day, or else that of its community."""
        known = [fact for fact in self.facts(Fact) if not day.is_before(fact.occurred)]
        stated = next((fact.area for fact in reversed(known) if fact.area is not None), None)
        if stated is not None:
            return stated
        community = next((key for fact in known if (key := getattr(fact, "community", None))), None)
        return None if community is None else Community.read(community, context).area(day)

    def _check_application(self, fact: Proposed | Selected | Declined, context: Context) -> None:
        applied = self.facts(SmallProject.Proposed)
        if isinstance(fact, SmallProject.Proposed):
            if fact.call is not None:
                call = context.call_of(fact.programme, fact.call)
                check_open(self.subject, fact, call, (fact.programme, fact.call))
            return
        if applied:
            check_follows(self.subject, fact, "application", applied)
        if isinstance(fact, SmallProject.Declined):
            check_not_decided_otherwise(self.subject, fact, self.facts(SmallProject.Selected))
            return
        check_not_decided_otherwise(self.subject, fact, self.facts(SmallProject.Declined))
        self._check_size(fact, context)
        self._check_plan(fact, context)
        for started in self.facts(SmallProject.Started):
            self._check_selected(started, [*self.facts(SmallProject.Selected), fact])

    def _check_size(self, fact: Selected | Started | Changed, context: Context) -> None:
        terms = self._terms(fact, context)
        terms.check_size(self.subject, fact.approved_won, fact.planned_months)
        self._check_payments(fact)

    def _terms(self, fact: Selected | Started | Changed, context: Context) -> Terms:
        """The terms of the call that was applied to, else those in force on the day."""
        programme, call = self._programme(fact), self._call(context)
        asked = TermsQuestion(
            programme=programme,
            day=fact.occurred.first if call is None else call.published.first,
            area=fact.area or self.area(fact.occurred, context) or (call.area if call else None),
            version=None if call is None else call.terms_version,
        )
        return context.terms_of(asked) or context.terms_of(asked.of_the_day()) or Terms()

    def _call(self, context: Context) -> Call | None:
        for proposed in reversed(self.facts(SmallProject.Proposed)):
            if proposed.call is not None:
                return context.call_of(proposed.programme, proposed.call)
        return None

    def _programme(self, fact: Selected | Started | Changed) -> Key:
        stated = [*self.facts(SmallProject.Proposed, SmallProject.Selected), fact]
        named = [one.programme for one in stated if not isinstance(one, SmallProject.Changed)]
        return named[-1] if named else ""

    def _check_payments(self, fact: Fact) -> None:
        payments = [*self.facts(SmallProject.GrantPaid), fact]
        paid = sum(one.amount_won for one in payments if isinstance(one, SmallProject.GrantPaid))
        approved = self._approved_won(fact)
        if approved is not None and paid > approved:
            raise PaidAboveApprovedError(subject=self.subject, paid_won=paid, approved_won=approved)

    def _approved_won(self, fact: Fact) -> int | None:
        """The sum last approved, 0 without an approval, None where nobody said how much."""
        kinds = (SmallProject.Selected, SmallProject.Started, SmallProject.Changed)
        approvals = [one for one in [*self.facts(*kinds), fact] if isinstance(one, kinds)]
        approvals.sort(key=lambda one: (one.occurred.first, kinds.index(type(one))))
        sums = [one.approved_won for one in approvals if one.approved_won is not None]
        if sums:
            return sums[-1]
        return None if approvals else 0

    def _check_plan(self, selected: Selected, context: Context) -> None:
        """What the approval says of plan and items counts, else what the application says."""
        stated: list[SmallProject.Proposed | SmallProject.Selected] = [
            selected,
            *reversed(self.facts(SmallProject.Proposed)),
        ]
        key = next((one.plan for one in stated if one.plan), None)
        agendas = next((one.agendas for one in stated if one.agendas), ())
        plan = None if key is None else Plan.read(key, context)
        check_plan_first(self.subject, selected.occurred, plan, agendas)

    def _check_selected(self, started: Started, selections: Sequence[Selected]) -> None:
        if all(started.occurred.is_before(selected.occurred) for selected in selections):
            raise StartedBeforeSelectedError(
                subject=self.subject,
                started=told(started.occurred),
                selected=f"of {told(selections[0].occurred)}" if selections else "not recorded",
            )

    def _check_ends_once(self, ending: Completed | Abandoned) -> None:
        for earlier in self.endings:
            raise AlreadyEndedError(
                subject=self.subject, ending=earlier.EN.lower(), ended=told(earlier.occurred)
            )
        for later in self.facts(SmallProject.GrantPaid, SmallProject.Changed):
            self._check_not_ended(later, [ending])

    def _check_not_ended(
        self, fact: GrantPaid | Changed, endings: Sequence[Completed | Abandoned]
    ) -> None:
        for ending in endings:
            if ending.occurred.is_before(fact.occurred):
                raise AfterTheEndError(
                    subject=self.subject,
                    ending=ending.EN.lower(),
                    ended=told(ending.occurred),
                    act=fact.EN.lower(),
                    day=told(fact.occurred),
                )
