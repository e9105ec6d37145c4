"""Relay and worker under a supervisor: started again whenever they left, as in production."""

import signal
import time
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import ExitStack

from tests.end_to_end.kafka_home import KafkaHome, Process, wait_for

LONGEST_SILENCE_SECONDS = 30.0
_LEVEL_SECONDS = 120.0


class Supervised:
    """A process that is started again whenever it ends; after a kill with the next failpoint."""

    def __init__(
        self, home: KafkaHome, stack: ExitStack, verb: str, specs: Iterable[str] = ()
    ) -> None:
        self._home = home
        self._stack = stack
        self._verb = verb
        self._specs = iter(specs)
        self._process: Process | None = None
        self.spec = ""
        self.kills: Counter[str] = Counter()
        self.exits: Counter[int] = Counter()
        self.look()

    @property
    def pid(self) -> int:
        """The process that runs now."""
        assert self._process is not None
        return self._process.pid

    def look(self) -> None:
        """Start it where it does not run, and note how it ended."""
        code = None if self._process is None else self._process.code
        if self._process is not None and code is None:
            return
        if code == -signal.SIGKILL:
            self.kills[self.spec.partition("=")[0]] += 1
        elif code is not None:
            self.exits[code] += 1
        if code is None or code == -signal.SIGKILL:
            self.spec = next(self._specs, "")
        armed = {"DURE_FAILPOINT": self.spec} if self.spec else {}
        self._process = self._stack.enter_context(self._home.process(self._verb, **armed))

    def follows(self) -> bool:
        """Whether the process that runs now, and not one before it, says that it follows."""
        state = self._home.state(self._verb)
        return state.get("pid") == self.pid and state.get("state") == "following"

    def stop(self) -> None:
        """Tell it to stop, which it has to do by itself."""
        assert self._process is not None
        self._process.send(signal.SIGTERM)
        assert self._process.wait(10) == 0, self._process.log()[-2_000:]


def await_level(
    home: KafkaHome,
    *supervised: Supervised,
    or_else: Callable[[], bool] = lambda: False,
    seconds: float = _LEVEL_SECONDS,
) -> None:
    """Wait until the worker has all that the ledger has, or for something else; keep all running.

    The worker says meanwhile how it is, or has left: it is never silent.
    """
    head = home.head()

    def is_over() -> bool:
        for one in supervised:
            one.look()
        assert silence(home) < LONGEST_SILENCE_SECONDS
        is_level = home.position() >= head and all(one.follows() for one in supervised)
        return is_level or or_else()

    wait_for(is_over, f"position {head} with {[one.spec for one in supervised]}", seconds)


def silence(home: KafkaHome) -> float:
    """For how many seconds the worker has not said how it is."""
    state = home.folder / "worker.json"
    return time.time() - state.stat().st_mtime if state.exists() else 0.0


def same_as_embedded(home: KafkaHome, *supervised: Supervised) -> None:
    """Stop all, then compare with the path without Kafka."""
    for one in supervised:
        one.stop()
    assert home.digest() == home.embedded_digest()
