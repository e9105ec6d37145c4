"""The topics of dure: created with explicit settings, and compared with them where they exist.

Nothing else creates topics: the broker's own defaults would give a wrong number of partitions and
a retention of a week.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final, NamedTuple

from kafka import KafkaAdminClient
from kafka.admin import ConfigResource, ConfigResourceType
from kafka.errors import (
    KafkaError,
    NoError,
    RetriableError,
    TopicAlreadyExistsError,
    for_code,
)

from domain.errors import DureError
from streams.cluster import LARGEST_RECORD, BrokerUnavailableError, Cluster

FACTS_TOPIC: Final = "dure.facts.v1"
DEAD_TOPIC: Final = "dure.dead.v1"
FEEDS_TOPIC: Final = "dure.feeds.v1"
RECEIPTS_TOPIC: Final = "dure.receipts.v1"
FEEDS_DAYS: Final = 14  # an inbound process that is down over the longest holidays misses nothing
RECEIPTS_DAYS: Final = 90  # a body asks within a quarter; the ledger has its deliveries for ever
_DAY_MS: Final = 24 * 60 * 60 * 1000


class TopicMissingError(DureError):
    """A topic, or the partition of a ledger, does not exist yet."""

    code: ClassVar[str] = "topic-missing"
    exit_code: ClassVar[int] = 3

    def __init__(self, topic: str, partition: int) -> None:
        super().__init__(
            f"there is no partition {partition} of the topic {topic}: run `dure topics ensure`"
        )


class TopicsRefusedError(DureError):
    """The broker answers, and does not do what was asked about topics."""

    code: ClassVar[str] = "topics-refused"


class Copies(NamedTuple):
    """How many brokers keep a topic, and how many must have a record before it counts as sent."""

    replication: int = 1
    min_insync: int = 1


ONE_COPY: Final = Copies()


@dataclass(frozen=True)
class TopicPlan:
    """How a topic has to be."""

    name: str
    partitions: int
    replication: int
    settings: Mapping[str, str]


class TopicsReport(NamedTuple):
    """What was created, and sentences about what exists with other settings and was left so."""

    created: tuple[str, ...]
    differences: tuple[str, ...]


def plan_topics(
    *,
    partitions: int = 1,
    copies: Copies = ONE_COPY,
    facts: str = FACTS_TOPIC,
    dead: str = DEAD_TOPIC,
) -> tuple[TopicPlan, TopicPlan]:
    """The topic of facts, one partition per ledger and kept for ever, and that of dead events.

    Dead events are keyed by ledger and position, so publishing one again replaces it.
    """
    for_ever = {"retention.ms": "-1", "retention.bytes": "-1"}
    return (
        _plan(facts, partitions, copies, for_ever | {"cleanup.policy": "delete"}),
        _plan(dead, 1, copies, for_ever | {"cleanup.policy": "compact"}),
    )


def plan_feed_topics(
    *,
    partitions: int = 1,
    copies: Copies = ONE_COPY,
    feeds: str = FEEDS_TOPIC,
    receipts: str = RECEIPTS_TOPIC,
    feeds_days: int = FEEDS_DAYS,
    receipts_days: int = RECEIPTS_DAYS,
) -> tuple[TopicPlan, TopicPlan]:
    """The topic in which bodies deliver, and that of the receipts they get.

    Neither is kept for ever: what was taken is in the ledger, and deliveries hold persons as their
    senders wrote them. Deliveries are kept as they unpack: so the broker holds a batch to the size
    of a record (a megabyte may unpack to gigabytes), and senders may compress them in any way.
    """
    return (
        _plan(feeds, partitions, copies, _aging(feeds_days) | {"compression.type": "uncompressed"}),
        _plan(receipts, 1, copies, _aging(receipts_days)),
    )


def _plan(name: str, partitions: int, copies: Copies, keeping: dict[str, str]) -> TopicPlan:
    settings = {
        "min.insync.replicas": str(copies.min_insync),
        "max.message.bytes": str(LARGEST_RECORD),
        "unclean.leader.election.enable": "false",
        # A broker refuses what a sender an hour ahead has dated, for as long as its clock is wrong.
        "message.timestamp.type": "LogAppendTime",
    }
    return TopicPlan(name, partitions, copies.replication, settings | keeping)


def _aging(days: int) -> dict[str, str]:
    """Deleted a day after its days at the latest, counted from arrival.

    A segment is deleted as a whole, once it is closed.
    """
    return {
        "retention.ms": str(days * _DAY_MS),
        "retention.bytes": "-1",
        "cleanup.policy": "delete",
        "segment.ms": str(_DAY_MS),
    }


def ensure_topics(cluster: Cluster, plans: Sequence[TopicPlan]) -> TopicsReport:
    """Create the topics that are missing and wait until they can be used; change none.

    Raises BrokerUnavailableError when no broker answers, and TopicsRefusedError when it will not
    have them so; those that it has created by then stay.
    """
    with cluster.admin() as admin:
        try:
            return _ensure(admin, plans)
        except RetriableError as error:
            msg = f"the broker at {cluster.bootstrap} stopped answering: {error!r}"
            raise BrokerUnavailableError(msg) from error
        except KafkaError as error:
            msg = f"the broker refuses to speak of topics: {error}"
            raise TopicsRefusedError(msg) from error


def _ensure(admin: KafkaAdminClient, plans: Sequence[TopicPlan]) -> TopicsReport:
    existing = set(admin.list_topics())
    missing = [plan for plan in plans if plan.name not in existing]
    created = _create(admin, missing) if missing else ()
    return TopicsReport(
        created,
        tuple(
            sentence
            for plan in plans
            if plan.name not in created
            for sentence in _differences(admin, plan)
        ),
    )


def _create(admin: KafkaAdminClient, plans: Sequence[TopicPlan]) -> tuple[str, ...]:
    """Create topics; gives those that are new, for somebody else may create them meanwhile."""
    creations = {plan.name: _creation(plan) for plan in plans}
    told = admin.create_topics(creations, raise_errors=False)["topics"]
    errors = {one["name"]: (for_code(one["error_code"]), one["error_message"]) for one in told}
    refused = {
        name: said or error.__name__
        for name, (error, said) in errors.items()
        if error not in (NoError, TopicAlreadyExistsError)
    }
    if refused:
        name, said = min(refused.items())
        msg = f"the broker refuses to make the topic {name}: {said}"
        raise TopicsRefusedError(msg)
    admin.wait_for_topics(list(errors))
    return tuple(name for name, (error, _) in errors.items() if error is NoError)


def _creation(plan: TopicPlan) -> dict[str, Any]:
    return {
        "num_partitions": plan.partitions,
        "replication_factor": plan.replication,
        "configs": dict(plan.settings),
    }


def _differences(admin: KafkaAdminClient, plan: TopicPlan) -> Iterator[str]:
    [described] = admin.describe_topics([plan.name])
    partitions = len(described["partitions"])
    if partitions != plan.partitions:
        yield f"{plan.name} has {partitions} partitions, {plan.partitions} are asked for"
    replication = len(described["partitions"][0]["replica_nodes"])
    if replication != plan.replication:
        yield f"{plan.name} has {replication} replicas, {plan.replication} are asked for"
    resource = ConfigResource(ConfigResourceType.TOPIC, plan.name)
    configs = admin.describe_configs([resource], config_filter="all")["topic"][plan.name]
    for key, wanted in plan.settings.items():
        found = configs[key]["value"]
        if found != wanted:
            yield f"{plan.name} has {key}={found}, {wanted} is asked for"


def topic_shape(cluster: Cluster, topic: str) -> tuple[str, int]:
    """The id of a topic, another one when it was made anew, and the number of its partitions.

    Raises TopicMissingError, and BrokerUnavailableError when no broker answers.
    """
    with cluster.admin() as admin:
        if topic not in admin.list_topics():
            raise TopicMissingError(topic, 0)
        [described] = admin.describe_topics([topic])
        return str(described["topic_id"]), len(described["partitions"])
