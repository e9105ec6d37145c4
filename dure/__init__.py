"""dure (두레): event-sourced performance tracking for resident-led community building."""

import sys
from pathlib import Path

# In a wheel the flat packages lie under dure/_lib, so that site-packages gains one name only.
_LIB = Path(__file__).parent / "_lib"
if _LIB.is_dir():
    sys.path.insert(0, str(_LIB))


def __getattr__(name: str) -> str:
    """`dure.__version__`, read from the installed package when it is asked for (10 ms)."""
    if name != "__version__":
        raise AttributeError(name)
    from importlib.metadata import version  # noqa: PLC0415  # most commands never ask

    return version("dure")
