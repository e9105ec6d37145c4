"""Worker (활동가·코디네이터): contracts, assignments, and what comes after support has ended."""

from datetime import date

from domain.aggregate import Aggregate, Context
from domain.dates import Occurred
from domain.errors import AssignedOutsideContractError, AssignedTwiceFullTimeError
from domain.facts import Fact, Hours, Key, Text
from domain.spells import Spell, first_end


class Worker(Aggregate):
    """An activator or coordinator, pseudonymous. Subject `worker/P`."""

    NAME = "worker"
    KO = "활동가·코디네이터"
    SUBJECT_IS_PERSON = True

    class Appointed(Fact):
        """A support organisation contracted the worker."""

        TOPIC = "worker.appointed.v1"
        KO = "위촉"
        EN = "Worker appointed"
        support_organisation: Key
        contract_until: date | None = None
        role: Key | None = None
        funding_source: Key | None = None
        is_full_time: bool | None = None

    class Assigned(Fact):
        """The worker was assigned to a community."""

        TOPIC = "worker.assigned.v1"
        KO = "배치"
        EN = "Worker assigned"
        support_organisation: Key
        community: Key
        until: date | None = None
        is_full_time: bool = False

    class Unassigned(Fact):
        """The assignment ended."""

        TOPIC = "worker.unassigned.v1"
        KO = "배치 해제"
        EN = "Worker unassigned"
        support_organisation: Key
        community: Key

    class ContractEnded(Fact):
        """The funded contract ended; re-education or redeployment is due within 180 days (D4)."""

        TOPIC = "worker.contract_ended.v1"
        KO = "계약 종료"
        EN = "Contract ended"
        support_organisation: Key
        reason: Key | None = None

    class ReEducated(Fact):
        """The worker completed a re-education."""

        TOPIC = "worker.re_educated.v1"
        KO = "재교육"
        EN = "Worker re-educated"
        support_organisation: Key
        course: Text | None = None
        hours: Hours | None = None

    class Redeployed(Fact):
        """The worker was dispatched to a new post."""

        TOPIC = "worker.redeployed.v1"
        KO = "재배치"
        EN = "Worker redeployed"
        support_organisation: Key
        to: Key | None = None
        community: Key | None = None

    class LeftField(Fact):
        """The worker left community work, retired or died."""

        TOPIC = "worker.left_field.v1"
        KO = "이탈"
        EN = "Worker left the field"
        support_organisation: Key
        reason: Key | None = None

    def check(self, fact: Fact, context: Context) -> None:
        """Refuse an assignment outside every contract, or a second one full-time (D4)."""
        del context  # a worker's contracts and assignments are one story
        if isinstance(fact, Worker.Assigned):
            self._check_contract(fact)
            if fact.is_full_time:
                self._check_single(fact)

    def contracts(self, support_organisation: Key) -> list[Spell]:
        """The worker's contracts with one organisation, to the stated or the actual end."""
        ended = [
            one.occurred
            for one in self.facts(Worker.ContractEnded)
            if one.support_organisation == support_organisation
        ]
        ended += [one.occurred for one in self.facts(Worker.LeftField)]
        return [
            Spell(one.occurred, first_end(one.occurred, [*ended, _on(one.contract_until)]))
            for one in self.facts(Worker.Appointed)
            if one.support_organisation == support_organisation
        ]

    def assignment(self, assigned: Assigned) -> Spell:
        """From the assignment to its release, its stated end or the end of the contract."""
        ends = [
            one.occurred
            for one in self.facts(Worker.Unassigned)
            if one.community == assigned.community
            and one.support_organisation == assigned.support_organisation
        ]
        ends += [
            contract.ended
            for contract in self.contracts(assigned.support_organisation)
            if contract.ended is not None and contract.may_contain(Spell(assigned.occurred))
        ]
        began = assigned.occurred
        return Spell(began, first_end(began, [*ends, _on(assigned.until)]))

    def _check_contract(self, assigned: Assigned) -> None:
        wanted = Spell(assigned.occurred, _on(assigned.until))
        contracts = self.contracts(assigned.support_organisation)
        if not any(contract.may_contain(wanted) for contract in contracts):
            raise AssignedOutsideContractError(
                subject=self.subject,
                support_organisation=assigned.support_organisation,
                period=wanted.told(),
                contracts=", ".join(contract.told() for contract in contracts) or "none",
            )

    def _check_single(self, assigned: Assigned) -> None:
        wanted = self.assignment(assigned)
        for other in self.facts(Worker.Assigned):
            spell = self.assignment(other)
            if other.is_full_time and spell.must_overlap(wanted):
                raise AssignedTwiceFullTimeError(
                    subject=self.subject,
                    community=other.community,
                    held=spell.told(),
                    period=wanted.told(),
                )


def _on(day: date | None) -> Occurred | None:
    return None if day is None else Occurred.on(day)
