"""Plan (마을계획·의제): what residents put on the agenda, decide, plan, revise and reflect on."""

from collections.abc import Sequence
from datetime import date
from itertools import chain

from domain.aggregate import Aggregate
from domain.dates import Occurred
from domain.errors import AgendaNotOfPlanError, PlanNotAdoptedError
from domain.facts import Count, Fact, Key, Person, Text, Won
from domain.spells import told


class Plan(Aggregate):
    """A community's plan with its agenda and assemblies. Subject `plan/K`."""

    NAME = "plan"
    KO = "마을계획·의제"

    class AgendaRegistered(Fact):
        """Residents put an item on the agenda."""

        TOPIC = "plan.agenda_registered.v1"
        KO = "의제 발굴"
        EN = "Agenda item registered"
        community: Key
        agenda: Key
        title: Text | None = None
        proposers: tuple[Person, ...] = ()
        cites_reflection: Key | None = None

    class AgendaPrioritised(Fact):
        """An assembly chose the item."""

        TOPIC = "plan.agenda_prioritised.v1"
        KO = "의제 선정"
        EN = "Agenda item prioritised"
        community: Key
        agenda: Key
        rank: Count | None = None

    class AgendaAddressed(Fact):
        """The item was dealt with, by whatever route."""

        TOPIC = "plan.agenda_addressed.v1"
        KO = "의제 해결"
        EN = "Agenda item addressed"
        community: Key
        agenda: Key
        route: Key
        project: Key | None = None

    class AgendaWithdrawn(Fact):
        """The item was taken off the agenda."""

        TOPIC = "plan.agenda_withdrawn.v1"
        KO = "의제 철회"
        EN = "Agenda item withdrawn"
        community: Key
        agenda: Key
        reason: Text | None = None

    class AgendaMerged(Fact):
        """The item goes on as part of another."""

        TOPIC = "plan.agenda_merged.v1"
        KO = "의제 통합"
        EN = "Agenda item merged"
        community: Key
        agenda: Key
        into: Key

    class AssemblyHeld(Fact):
        """A residents' assembly met."""

        TOPIC = "plan.assembly_held.v1"
        KO = "주민총회"
        EN = "Assembly held"
        community: Key
        assembly: Key
        attendance: Count | None = None
        quorum: Count | None = None

    class DecisionMade(Fact):
        """A decision, with who took it and how; the level (P4) is derived from these facts."""

        TOPIC = "plan.decision_made.v1"
        KO = "결정"
        EN = "Decision made"
        community: Key
        decision: Key
        decider: Key
        method: Key
        alternatives: Count = 0
        outcome: Text | None = None
        is_binding: bool | None = None
        is_executed: bool | None = None
        claimed_level: Key | None = None

    class Adopted(Fact):
        """The plan was adopted with these agenda items."""

        TOPIC = "plan.adopted.v1"
        KO = "계획 확정"
        EN = "Plan adopted"
        community: Key
        agendas: tuple[Key, ...] = ()
        items: tuple[Text, ...] = ()
        manual: Key | None = None
        assembly: Key | None = None
        budget_won: Won | None = None

    class Revised(Fact):
        """The plan was revised."""

        TOPIC = "plan.revised.v1"
        KO = "계획 수정"
        EN = "Plan revised"
        community: Key
        agendas: tuple[Key, ...] = ()
        cites_reflection: Key | None = None
        reason: Text | None = None

    class ConflictRaised(Fact):
        """A conflict was brought up."""

        TOPIC = "plan.conflict_raised.v1"
        KO = "갈등 제기"
        EN = "Conflict raised"
        community: Key
        conflict: Key
        subject_matter: Text | None = None

    class ConflictMediated(Fact):
        """A conflict was mediated."""

        TOPIC = "plan.conflict_mediated.v1"
        KO = "갈등 조정"
        EN = "Conflict mediated"
        community: Key
        conflict: Key
        outcome: Text | None = None
        mediator: Person | None = None

    class ReflectionHeld(Fact):
        """Residents looked back on what they had done."""

        TOPIC = "plan.reflection_held.v1"
        KO = "성찰·평가회"
        EN = "Reflection held"
        community: Key
        reflection: Key
        participants: Count | None = None

    class StoryRecorded(Fact):
        """A story of change was told."""

        TOPIC = "plan.story_recorded.v1"
        KO = "변화 이야기 기록"
        EN = "Story recorded"
        community: Key
        story: Key
        text: Text
        domain_of_change: Key | None = None

    class StorySelected(Fact):
        """A story was selected as most significant, with the reason."""

        TOPIC = "plan.story_selected.v1"
        KO = "변화 이야기 선정"
        EN = "Story selected"
        community: Key
        story: Key
        selected_by: Text
        reason: Text
        selected_on: date | None = None

    def items_adopted_before(self, approval: Occurred) -> frozenset[Key] | None:
        """The agenda items of the plan; None where no adoption can precede the approval (D2).

        They are those that adoption and revisions name, or where these name none, those registered.
        """
        adoptions = self.facts(Plan.Adopted)
        if not any(adopted.occurred.may_be_before(approval) for adopted in adoptions):
            return None
        named = [one.agendas for one in self.facts(Plan.Adopted, Plan.Revised)]
        registered = (one.agenda for one in self.facts(Plan.AgendaRegistered))
        return frozenset(chain.from_iterable(named)) or frozenset(registered)


def check_plan_first(
    subject: str, approval: Occurred, plan: Plan | None, agendas: Sequence[Key]
) -> None:
    """An adopted plan precedes the approval of a project, which cites one of its items (D2)."""
    items = None if plan is None else plan.items_adopted_before(approval)
    if plan is None or items is None:
        raise PlanNotAdoptedError(
            subject=subject,
            plan="a plan (none is named)" if plan is None else plan.subject,
            day=told(approval),
        )
    if not items.intersection(agendas):
        raise AgendaNotOfPlanError(
            subject=subject,
            plan=plan.subject,
            agendas=", ".join(agendas) or "no agenda item",
            items=", ".join(sorted(items)) or "it has none",
        )
