"""Kills, delays or fails this process at a named point, so that tests can break it just there.

The code tells its points as audit events of Python, which nobody hears unless `DURE_FAILPOINT` is
set: then `inbound`, `relay` and `worker` arm what it says.
"""

import errno
import os
import re
import signal
import sys
import threading
import time
from dataclasses import dataclass
from typing import Any, Final

from domain.errors import MisuseError

POINTS: Final = {
    "dure.inbound.take": "inbound records were read and nothing was done",
    "dure.inbound.taken": "their facts are committed and nobody was answered",
    "dure.inbound.sent": "their receipts were handed over and are not acknowledged",
    "dure.inbound.answered": "all are acknowledged and their place is not committed",
    "dure.relay.send": "a record is about to be handed to the producer",
    "dure.relay.sent": "a record was handed over and not yet acknowledged",
    "dure.warehouse.begin": "a transaction has begun",
    "dure.warehouse.commit": "everything is in the transaction, which is about to commit",
    "dure.warehouse.committed": "the transaction is committed and nobody was told",
    "dure.warehouse.checkpoint": "the file is about to be rewritten in place",
    "dure.warehouse.publish": "a snapshot is copied and about to be swapped in",
}
_SPEC: Final = re.compile(
    r"(?P<point>[a-z.]+)=(?P<action>kill|fail|sleep)"
    r"(@(?P<hit>[1-9]\d*))?(\+(?P<seconds>\d+(\.\d+)?))?"
)


@dataclass
class _Failpoint:
    """What happens at one point when it is reached for the n-th time; `seconds` delays a kill."""

    point: str
    action: str
    hits_left: int
    seconds: float

    def __call__(self, event: str, _arguments: tuple[Any, ...]) -> None:
        if event != self.point:
            return
        self.hits_left -= 1
        if self.hits_left == 0:
            self._act()

    def _act(self) -> None:
        if self.action == "sleep":
            time.sleep(self.seconds)
        elif self.action == "fail":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        elif self.seconds:
            threading.Thread(target=self._kill_later, daemon=True).start()
        else:
            os.kill(os.getpid(), signal.SIGKILL)

    def _kill_later(self) -> None:
        """In the middle of what comes after the point, which may be one call of DuckDB's."""
        time.sleep(self.seconds)
        os.kill(os.getpid(), signal.SIGKILL)


def arm(spec: str | None) -> None:
    """Arm `POINT=ACTION[@HIT][+SECONDS]`, several separated by `;`; nothing without a spec.

    `kill` sends SIGKILL to this process, after the seconds where some are given; `sleep` waits for
    them; `fail` is a full disk. `@3` means the third time. Raises MisuseError.
    """
    for part in (spec or "").split(";"):
        if part:
            sys.addaudithook(_parsed(part))


def _parsed(part: str) -> _Failpoint:
    found = _SPEC.fullmatch(part)
    if found is None or found["point"] not in POINTS:
        msg = (
            f"DURE_FAILPOINT is POINT=kill|fail|sleep[@HIT][+SECONDS], not {part!r}; points are "
            f"{', '.join(POINTS)}"
        )
        raise MisuseError(msg)
    return _Failpoint(
        found["point"], found["action"], int(found["hit"] or 1), float(found["seconds"] or 0)
    )
