"""Small project (소규모 사업): from proposal to settlement, and the visits after it."""

from domain.facts import Count, Fact, Key, Months, Text, Won


class SmallProject:
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
