"""Feed (피드): who delivers what and how often, and what was received; dure's own aggregate."""

from domain.aggregate import Aggregate
from domain.facts import Count, Fact, Key, Text


class Feed(Aggregate):
    """A registered source of deliveries. Subject `feed/NAME`."""

    NAME = "feed"
    KO = "피드"

    class Registered(Fact):
        """A feed was registered; `person_namespace` keeps R001 of two villages two persons."""

        TOPIC = "feed.registered.v1"
        KO = "피드 등록"
        EN = "Feed registered"
        source: Key
        format: Key
        person_namespace: Key
        mapping: Text | None = None
        mapping_digest: Key | None = None
        municipality: Key | None = None
        contact: Text | None = None

    class ExpectationDeclared(Fact):
        """The feed is expected to deliver these kinds of fact this often, from this day on."""

        TOPIC = "feed.expectation_declared.v1"
        KO = "제출 기대 선언"
        EN = "Expectation declared"
        every: Key
        kinds: tuple[Key, ...] = ()
        communities: tuple[Key, ...] = ()

    class DeliveryReceived(Fact):
        """One delivery was taken in; `occurred` is the day of receipt, the period is covered.

        The verdict counts add up to `rows`.
        """

        TOPIC = "feed.delivery_received.v1"
        KO = "제출 접수"
        EN = "Delivery received"
        delivery: Key
        rows: Count
        accepted: Count
        duplicate: Count
        conflict: Count
        corrected: Count
        quarantined: Count
        rejected: Count
        period_from: Key | None = None
        period_to: Key | None = None
        file_name: Text | None = None
        kinds: tuple[Key, ...] = ()

    class GapDeclared(Fact):
        """The feed says that nothing was observed in this period."""

        TOPIC = "feed.gap_declared.v1"
        KO = "공백 선언"
        EN = "Gap declared"
        period_from: Key
        period_to: Key
        reason: Text | None = None
