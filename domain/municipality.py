"""Municipality (시군구): ordinances, budget lines, commitments and roles handed over."""

from datetime import date

from domain.aggregate import Aggregate
from domain.facts import Count, Fact, Key, Text, Won


class Municipality(Aggregate):
    """A local government. Subject `municipality/CODE`."""

    NAME = "municipality"
    KO = "시군구"

    class OrdinanceEnacted(Fact):
        """An ordinance that anchors resident bodies came into force."""

        TOPIC = "municipality.ordinance_enacted.v1"
        KO = "조례 제정"
        EN = "Ordinance enacted"
        ordinance: Key
        title: Text | None = None
        subject_matter: Key | None = None

    class OrdinanceAmended(Fact):
        """The ordinance was amended."""

        TOPIC = "municipality.ordinance_amended.v1"
        KO = "조례 개정"
        EN = "Ordinance amended"
        ordinance: Key
        title: Text | None = None

    class OrdinanceRepealed(Fact):
        """The ordinance was repealed."""

        TOPIC = "municipality.ordinance_repealed.v1"
        KO = "조례 폐지"
        EN = "Ordinance repealed"
        ordinance: Key
        reason: Text | None = None

    class BudgetLineApproved(Fact):
        """A budget line for community building was approved."""

        TOPIC = "municipality.budget_line_approved.v1"
        KO = "예산 편성"
        EN = "Budget line approved"
        budget_line: Key
        fiscal_year: Count
        amount_won: Won
        is_recurring: bool | None = None
        community: Key | None = None

    class CommitmentMade(Fact):
        """The administration accepted a plan item, with a due date if it gave one."""

        TOPIC = "municipality.commitment_made.v1"
        KO = "약속"
        EN = "Commitment made"
        commitment: Key
        due_on: date | None = None
        community: Key | None = None
        plan: Key | None = None
        agenda: Key | None = None
        title: Text | None = None

    class CommitmentFulfilled(Fact):
        """The commitment was kept."""

        TOPIC = "municipality.commitment_fulfilled.v1"
        KO = "약속 이행"
        EN = "Commitment fulfilled"
        commitment: Key

    class CommitmentRenegotiated(Fact):
        """The commitment was changed with those to whom it was made."""

        TOPIC = "municipality.commitment_renegotiated.v1"
        KO = "약속 재협의"
        EN = "Commitment renegotiated"
        commitment: Key
        due_on: date | None = None
        reason: Text | None = None

    class CommitmentBroken(Fact):
        """The commitment was refused or dropped."""

        TOPIC = "municipality.commitment_broken.v1"
        KO = "약속 불이행"
        EN = "Commitment broken"
        commitment: Key
        reason: Text | None = None

    class ResponsibilityTransferred(Fact):
        """A role went from one body to another."""

        TOPIC = "municipality.responsibility_transferred.v1"
        KO = "역할 이양"
        EN = "Responsibility transferred"
        from_body: Key
        to_body: Key
        what: Text
