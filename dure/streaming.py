"""Wires Kafka on a home: which cluster, how it is protected, which topics it has to have."""

from collections.abc import Sequence
from pathlib import Path

from domain.errors import MisuseError
from dure.settings import kafka_servers
from dure.wiring import Home
from streams.broker import broker_status
from streams.cluster import BrokerUnavailableError, Cluster
from streams.lookout import AWAY, Horizon
from streams.security import Security
from streams.topic_log import TopicLog
from streams.topics import Copies, TopicPlan, plan_feed_topics, plan_topics


def cluster_of(home: Home) -> Cluster:
    """The cluster of a home: KAFKA_BOOTSTRAP_SERVERS, the setting, or the broker that runs in it.

    Raises BrokerUnavailableError when there is none.
    """
    security = _security(home)
    servers = kafka_servers() or home.settings.kafka
    if servers:
        return Cluster(servers, security)
    broker = broker_status(home.folder / "kafka")
    if broker is None:
        msg = "no broker: run `dure kafka start`, or set KAFKA_BOOTSTRAP_SERVERS"
        raise BrokerUnavailableError(msg)
    return Cluster(broker.bootstrap, security)


def topic_horizon(home: Home) -> Horizon:
    """Where the topic of facts ends now; raises BrokerUnavailableError."""
    horizon = Horizon()
    cluster = cluster_of(home)
    try:
        with TopicLog(cluster, home.settings.facts_topic) as topic:
            horizon.look(topic, {})
    except AWAY as error:
        msg = f"the broker at {cluster.bootstrap} does not answer: {error!r}"
        raise BrokerUnavailableError(msg) from error
    return horizon


def _security(home: Home) -> Security:
    """What protects the connections of a home; its files are named relative to the home."""
    settings = home.settings
    ca, certificate, key, password_file = (
        home.folder / named if named else None
        for named in (
            settings.kafka_ca,
            settings.kafka_certificate,
            settings.kafka_key,
            settings.kafka_password_file,
        )
    )
    return Security(
        protocol=settings.kafka_security,
        ca=ca,
        certificate=certificate,
        key=key,
        mechanism=settings.kafka_mechanism,
        user=settings.kafka_user,
        password="" if password_file is None else _password(password_file),
    )


def _password(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        msg = f"kafka_password_file cannot be read: {error}"
        raise MisuseError(msg) from error


def plans_of(
    home: Home,
    *,
    partitions: int | None = None,
    replication: int | None = None,
    min_insync: int | None = None,
) -> Sequence[TopicPlan]:
    """The topics of a home as they have to be: what is stated here, else its settings.

    Raises MisuseError where no record could ever count as sent.
    """
    settings = home.settings
    copies = Copies(replication or settings.replication, min_insync or settings.min_insync)
    if copies.min_insync > copies.replication:
        msg = (
            f"min_insync is {copies.min_insync} and replication {copies.replication}: no record "
            "could ever be in as many copies"
        )
        raise MisuseError(msg)
    return (
        *plan_topics(
            partitions=max(partitions or settings.facts_partitions, settings.partition + 1),
            copies=copies,
            facts=settings.facts_topic,
            dead=settings.dead_topic,
        ),
        *plan_feed_topics(
            partitions=settings.feeds_partitions,
            copies=copies,
            feeds=settings.feeds_topic,
            receipts=settings.receipts_topic,
            feeds_days=settings.feeds_days,
            receipts_days=settings.receipts_days,
        ),
    )


def jars_folder() -> Path:
    """Where the broker's jars are cached, for every home of this user."""
    return Path.home() / ".cache" / "dure" / "kafka"
