"""Wires relay and worker on a home: what they read and write, and where they tell of themselves."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from dure.stopping import Stopping
from dure.streaming import cluster_of
from dure.wiring import Home
from streams.metrics import MetricsAddress
from streams.relay import Relayed, run_relay
from streams.relay_watch import RelayWatch
from streams.watch import WatchPlan

if TYPE_CHECKING:
    from streams.receiving import BuildReceiver

_LATE: Final = "told to stop; what was under way comes again at the next start"


def relay(home: Home, stop: Stopping, *, follow: bool) -> Relayed:
    """Relay the ledger of a home into its partition of the facts topic."""
    settings = home.settings
    with home.open_ledger() as ledger:
        plan = _watch_plan(home, "relay", settings.relay_metrics_port)
        watch = RelayWatch(plan, ledger, settings.ledger, settings.partition)
        stop.before_late(lambda: watch.left(0, _LATE))
        with watch.leaving(stop), watch.serving():
            return run_relay(
                ledger,
                cluster_of(home),
                ledger=settings.ledger,
                partition=settings.partition,
                topic=settings.facts_topic,
                stop=stop,
                watch=watch,
                follow=follow,
            )


def work(home: Home, stop: Stopping) -> None:
    """Run the worker of a home; it ends the process itself."""
    from dure.warehousing import open_sink  # noqa: PLC0415  # DuckDB, once the lock is asked for
    from streams.receiving import Membership  # noqa: PLC0415  # the same
    from streams.worker import WorkerPlan, run_worker  # noqa: PLC0415  # the same
    from streams.worker_watch import WorkerWatch  # noqa: PLC0415  # the same

    settings = home.settings
    plan = WorkerPlan(
        folder=home.folder / "faust",
        ledgers={settings.partition: settings.ledger},
        topic=settings.facts_topic,
        dead_topic=settings.dead_topic,
        membership=Membership(
            settings.worker_group,
            f"{settings.worker_group}-worker",
            settings.worker_session_seconds,
        ),
    )
    with open_sink(home) as sink:  # first: a second worker must not write the first one's state
        watch = WorkerWatch(_watch_plan(home, "worker", settings.worker_metrics_port))
        stop.before_late(lambda: watch.left(0, _LATE))
        with watch.leaving(stop), watch.serving():
            if stop.is_set():  # opening a large warehouse takes a while
                return
            build = _receiver(settings.worker_client)
            run_worker(sink, cluster_of(home), plan, build=build, stop=stop, watch=watch)


def _receiver(client: str) -> "BuildReceiver":
    if client == "aiokafka":
        from streams.plain_app import build_app as plain  # noqa: PLC0415  # what is not used

        return plain
    from streams.faust_app import build_app  # noqa: PLC0415  # Faust takes a second

    return build_app


def _watch_plan(home: Home, process: str, port: int) -> WatchPlan:
    return WatchPlan(
        status=home.folder / f"{process}.json",
        clock=lambda: datetime.now(UTC),
        metrics=MetricsAddress(port, home.settings.metrics_host),
        is_replayed=home.settings.is_replayed,
    )
