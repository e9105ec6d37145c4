"""Support organisation (중간지원조직): visits, consultations and the pool of experts."""

from domain.aggregate import Aggregate
from domain.facts import Fact, Hours, Key, Person, Text


class SupportOrganisation(Aggregate):
    """An intermediate support organisation. Subject `support_organisation/K`."""

    NAME = "support_organisation"
    KO = "중간지원조직"

    class Established(Fact):
        """The organisation was set up."""

        TOPIC = "support_organisation.established.v1"
        KO = "설치"
        EN = "Support organisation established"
        name: Text | None = None
        level: Key | None = None
        operator: Key | None = None

    class Closed(Fact):
        """The organisation was closed."""

        TOPIC = "support_organisation.closed.v1"
        KO = "종료"
        EN = "Support organisation closed"
        reason: Text | None = None

    class VisitMade(Fact):
        """A worker of the organisation visited a community."""

        TOPIC = "support_organisation.visit_made.v1"
        KO = "현장지원"
        EN = "Support visit made"
        community: Key
        worker: Person | None = None
        purpose: Text | None = None

    class ConsultationGiven(Fact):
        """An expert of the pool advised a community."""

        TOPIC = "support_organisation.consultation_given.v1"
        KO = "자문"
        EN = "Consultation given"
        community: Key
        expert: Person | None = None
        field: Key | None = None
        hours: Hours | None = None

    class ExpertEnrolled(Fact):
        """An expert joined the pool."""

        TOPIC = "support_organisation.expert_enrolled.v1"
        KO = "전문가 등록"
        EN = "Expert enrolled"
        expert: Person
        fields: tuple[Key, ...] = ()

    class ExpertWithdrawn(Fact):
        """An expert left the pool."""

        TOPIC = "support_organisation.expert_withdrawn.v1"
        KO = "전문가 해지"
        EN = "Expert withdrawn"
        expert: Person
        reason: Text | None = None
