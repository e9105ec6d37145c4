"""Wires Kafka on a home: which cluster, which topics, and the worker that fills the warehouse."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from domain.errors import DureError, MisuseError
from dure.settings import kafka_servers
from dure.wiring import Home
from streams.broker import broker_status
from streams.cluster import BrokerUnavailableError, Cluster
from streams.security import Security
from streams.topics import Copies, TopicPlan, plan_feed_topics, plan_topics

if TYPE_CHECKING:
    from streams.receiving import BuildReceiver


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


def work(home: Home) -> None:
    """Run the worker of a home; it ends the process itself."""
    from dure.warehousing import WarehouseSink  # noqa: PLC0415  # DuckDB, once the lock is asked for
    from streams.receiving import Membership  # noqa: PLC0415  # the same
    from streams.worker import WorkerPlan, run_worker  # noqa: PLC0415  # the same

    settings = home.settings
    cluster = cluster_of(home)
    sink = WarehouseSink(home)
    try:
        run_worker(
            sink,
            cluster,
            WorkerPlan(
                status=home.folder / "status.json",
                folder=home.folder / "faust",
                ledgers={settings.partition: settings.ledger},
                topic=settings.facts_topic,
                dead_topic=settings.dead_topic,
                membership=Membership(
                    settings.worker_group,
                    f"{settings.worker_group}-worker",
                    settings.worker_session_seconds,
                ),
            ),
            build=_receiver(settings.worker_client),
            clock=lambda: datetime.now(UTC),
        )
    except DureError:
        sink.close()
        raise


def _receiver(client: str) -> "BuildReceiver":
    if client == "aiokafka":
        from streams.plain_app import build_app as plain  # noqa: PLC0415  # what is not used

        return plain
    from streams.faust_app import build_app  # noqa: PLC0415  # Faust takes a second

    return build_app
