"""dure (두레): event-sourced performance tracking for resident-led community building."""

import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

# In a wheel the flat packages lie under dure/_lib, so that site-packages gains one name only.
_LIB = Path(__file__).parent / "_lib"
if _LIB.is_dir():
    sys.path.insert(0, str(_LIB))

try:
    __version__ = version("dure")
except PackageNotFoundError:  # run from a folder that was never installed
    __version__ = "0+unknown"
