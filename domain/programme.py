"""Programme (지원사업): calls that it publishes and links between its projects and others."""

from datetime import date

from domain.facts import Fact, Key, Text, Won


class Programme:
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
