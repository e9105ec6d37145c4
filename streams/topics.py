"""The topics of dure: created with explicit settings, and compared with them where they exist.

Nothing else creates topics: the broker's own defaults would give a wrong number of partitions and
a retention of a week.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final, NamedTuple

from kafka import KafkaAdminClient
from kafka.admin import ConfigResource, ConfigResourceType

from domain.errors import DureError
from streams.cluster import LARGEST_RECORD, Cluster

FACTS_TOPIC: Final = "dure.facts.v1"
DEAD_TOPIC: Final = "dure.dead.v1"


class TopicMissingError(DureError):
    """A topic, or the partition of a ledger, does not exist yet."""

    code: ClassVar[str] = "topic-missing"
    exit_code: ClassVar[int] = 3

    def __init__(self, topic: str, partition: int) -> None:
        super().__init__(
            f"there is no partition {partition} of the topic {topic}: run `dure topics ensure`"
        )


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
    replication: int = 1,
    min_insync: int = 1,
    facts: str = FACTS_TOPIC,
    dead: str = DEAD_TOPIC,
) -> tuple[TopicPlan, TopicPlan]:
    """The topic of facts, one partition per ledger and kept for ever, and that of dead events.

    Dead events are keyed by ledger and position, so publishing one again replaces it.
    """
    common = {
        "min.insync.replicas": str(min_insync),
        "max.message.bytes": str(LARGEST_RECORD),
        "unclean.leader.election.enable": "false",
        "retention.ms": "-1",
        "retention.bytes": "-1",
    }
    return (
        TopicPlan(facts, partitions, replication, common | {"cleanup.policy": "delete"}),
        TopicPlan(dead, 1, replication, common | {"cleanup.policy": "compact"}),
    )


def ensure_topics(cluster: Cluster, plans: Sequence[TopicPlan]) -> TopicsReport:
    """Create the topics that are missing and wait until they can be used; change none.

    Raises BrokerUnavailableError when no broker answers.
    """
    with cluster.admin() as admin:
        existing = set(admin.list_topics())
        missing = [plan for plan in plans if plan.name not in existing]
        if missing:
            admin.create_topics(
                {plan.name: _creation(plan) for plan in missing}, wait_for_metadata=True
            )
        return TopicsReport(
            tuple(plan.name for plan in missing),
            tuple(
                sentence
                for plan in plans
                if plan.name in existing
                for sentence in _differences(admin, plan)
            ),
        )


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
