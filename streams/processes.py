"""Tells a process from another that got its number later: when it was born, and on which host."""

import os
import socket
import subprocess
from pathlib import Path
from typing import Any, Final

_PS_SECONDS: Final = 20  # ps answers at once; a system that thrashes does not


def identity() -> dict[str, Any]:
    """What identifies this process: its number, its birth, and the host that both are of."""
    pid = os.getpid()
    return {"pid": pid, "birth": birth_of(pid), "host": socket.gethostname()}


def birth_of(pid: int) -> str | None:
    """When a process was started, in the system's own notation; None when it has ended.

    A process id alone may be reused by somebody else's process.
    """
    if Path("/proc/self").exists():
        try:
            stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        except (FileNotFoundError, ProcessLookupError):
            return None
        fields = stat.rpartition(")")[2].split()  # the name in brackets may hold blanks
        return None if fields[0] == "Z" else fields[19]
    told = subprocess.run(  # noqa: S603 - fixed command, a number as argument
        ["/bin/ps", "-p", str(pid), "-o", "lstart="],
        capture_output=True,
        text=True,
        timeout=_PS_SECONDS,
        check=False,
    )
    return told.stdout.strip() or None
