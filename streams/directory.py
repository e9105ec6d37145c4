"""Finds the feed of an inbound record: by the name in its header, else by its events' source.

`streams.inbound_desk` asks it. It follows the ledger, so a feed is known from its registration on.
"""

from collections.abc import Iterable

from domain.facts import LONGEST_KEY
from domain.ledger import HOME_SOURCE, Ledger
from streams.kafka_events import FEED_HEADER, Opened
from streams.registry import RegisteredFeed, feed_names, find_feed
from streams.rows import Problem, shown


class Directory:
    """The registered feeds, as inbound records name them."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._position = ledger.head().position
        self._feeds: dict[str, RegisteredFeed] = {}
        self._by_source: dict[str, list[RegisteredFeed]] = {}
        self._read(feed_names(ledger))

    def refresh(self) -> None:
        """Read what was stated of feeds since the last call."""
        head = self._ledger.head().position
        if head > self._position:
            stated = map(_stated_of, self._ledger.recorded_since(HOME_SOURCE, self._position))
            self._read({name for name in stated if name is not None})
            self._position = head

    def _read(self, names: Iterable[str]) -> None:
        for name in names:
            feed = find_feed(self._ledger, name)
            if feed is not None:
                self._feeds[name] = feed
        self._by_source = {}
        for feed in self._feeds.values():
            self._by_source.setdefault(feed.source, []).append(feed)

    def feed_of(self, opened: Opened) -> RegisteredFeed | Problem:
        """The feed that a record belongs to, or why it belongs to none."""
        if opened.feed is not None:
            feed = self._feeds.get(opened.feed)
            return _unregistered(opened.feed) if feed is None else _of_events([feed])
        if opened.source is not None:
            named = self._speaking_for(opened.source)
            return _of_events(named) if named else _unregistered(opened.source)
        problem = next((row.problem for row in opened.rows if row.problem is not None), None)
        if problem is not None:
            return problem
        sentence = f"the record names no feed: send its name as header {FEED_HEADER}"
        return Problem("unregistered-feed", sentence, FEED_HEADER, "rejected")

    def _speaking_for(self, source: str) -> list[RegisteredFeed]:
        """The feeds whose URI is the source, or the longest beginning of it that is one."""
        beginning = source if len(source) <= LONGEST_KEY else ""
        while beginning and beginning not in self._by_source:
            beginning = beginning.rpartition("/")[0]
        return self._by_source.get(beginning, [])


def _stated_of(id_: str) -> str | None:
    """The feed of which something was stated under an id of the home; None for its deliveries."""
    kind, _, rest = id_.partition(":")
    name, _, what = rest.partition(":")
    return name if kind == "feed" and not what.startswith("delivery:") else None


def _unregistered(named: str) -> Problem:
    sentence = (
        f"no feed {shown(named)} is registered: ask its operator for `dure feed add`, then send "
        "the record again"
    )
    return Problem("unregistered-feed", sentence, FEED_HEADER, "rejected")


def _of_events(named: list[RegisteredFeed]) -> RegisteredFeed | Problem:
    """The one of these feeds that takes events; feeds of files take none."""
    of_events = [feed for feed in named if feed.mapping.format == "cloudevents"]
    if not of_events:
        [feed, *_] = named
        sentence = (
            f"{feed.name} is a feed of files ({feed.mapping.format}): deliver those with "
            "`dure feed submit`, or register a feed of CloudEvents for what comes through Kafka"
        )
        return Problem("file-feed", sentence, FEED_HEADER, "rejected")
    if len(of_events) > 1:
        names = ", ".join(sorted(feed.name for feed in of_events))
        sentence = f"several feeds have this source ({names}): name one in the header {FEED_HEADER}"
        return Problem("ambiguous-feed", sentence, FEED_HEADER, "rejected")
    return of_events[0]
