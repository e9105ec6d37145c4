"""Wires the inbound feeds on a home: how records are read, and where originals are kept."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Final

from domain.errors import LedgerBusyError, MisuseError
from domain.lock import file_lock
from dure.deliveries import checker_of, hide_of, keep, kept_file
from dure.stopping import Stopping
from dure.streaming import cluster_of
from dure.wiring import KST, Home
from streams.checking import EventChecker
from streams.inbound import InboundPlan, Taken, run_inbound
from streams.inbound_desk import InboundDesk
from streams.record_intake import Taking
from streams.registry import RegisteredFeed
from streams.watchdog import Exit, LeaveError

MOST_KEPT_BYTES: Final = 1 << 30  # of strangers; what is beyond stays in the topic for its time
_FEEDS: Final = 1_000  # whose pseudonyms are remembered


class HomeWiring:
    """What `streams.inbound_desk` needs from a home."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._pseudonym = lru_cache(maxsize=_FEEDS)(home.pseudonym)
        self._strangers = _Strangers(home.folder / "inbound" / "kept")

    def taking(self, feed: RegisteredFeed) -> Taking:
        """How the records of a feed are read now."""
        at = self._now()
        pseudonym = self._pseudonym(feed.person_namespace)
        checker = checker_of(self._home, feed.source, at, pseudonym)
        return Taking(feed, checker, hide_of(feed.source, pseudonym), at)

    def check_again(self) -> EventChecker:
        """The checker of kept events of any feed."""
        return checker_of(self._home, None, self._now())

    def keep(self, feed: str | None, delivery: str, content: bytes) -> None:
        """Keep the original of a record of which something was not taken."""
        if feed is None:
            self._strangers.keep(delivery, content)
        else:
            keep(kept_file(self._home, feed, delivery), lambda file: file.write_bytes(content))

    def _now(self) -> datetime:
        return self._home.clock().astimezone(KST)


class _Strangers:
    """Records that no feed took, kept in one folder of bounded size."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        files = folder.iterdir() if folder.exists() else ()
        self._bytes = sum(file.stat().st_size for file in files)

    def keep(self, delivery: str, content: bytes) -> None:
        """Keep a record, unless it is kept already or the folder is full."""
        target = self._folder / delivery
        if target.exists() or self._bytes + len(content) > MOST_KEPT_BYTES:
            return
        keep(target, lambda file: file.write_bytes(content))
        self._bytes += len(content)


def take_inbound(home: Home, stop: Stopping, *, follow: bool) -> Taken:
    """Take inbound records into the ledger of a home until told to stop, or to the topic's end.

    Raises MisuseError in a home with a replayed clock, LeaveError when another process does this.
    """
    settings = home.settings
    if settings.is_replayed:
        msg = (
            "this home has a replayed clock, where a delivery states when it was received, and "
            "records of Kafka are received when they come: use `dure feed submit --received-at`"
        )
        raise MisuseError(msg)
    plan = InboundPlan(
        status=home.folder / "inbound.json",
        topic=settings.feeds_topic,
        receipts=settings.receipts_topic,
        group=settings.inbound_group,
    )
    cluster = cluster_of(home)
    with _alone(home), home.open_ledger(is_read_only=False) as ledger:
        desk = InboundDesk(ledger, HomeWiring(home))
        return run_inbound(
            desk,
            cluster,
            plan,
            clock=_utc_now,
            stop=stop,
            before_late=stop.before_late,
            follow=follow,
        )


@contextmanager
def _alone(home: Home) -> Iterator[None]:
    """Hold the lock of inbound feeds; a second process would only answer everything twice."""
    with ExitStack() as stack:
        try:
            stack.enter_context(file_lock(home.folder / "inbound.lock", 0.0))
        except LedgerBusyError as error:
            msg = "another `dure inbound` of this home is running: stop that one first"
            raise LeaveError(Exit.BUSY, msg) from error
        yield


def _utc_now() -> datetime:
    return datetime.now(UTC)
