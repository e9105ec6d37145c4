"""Worker (활동가·코디네이터): contracts, assignments, and what comes after support has ended."""

from datetime import date

from domain.facts import Fact, Hours, Key, Text


class Worker:
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
