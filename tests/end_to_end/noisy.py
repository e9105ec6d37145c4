"""A simulated world through its five noisy feeds into a home, by the commands that a person types.

`planted` loads the clean facts of the same world; what the two say apart is what delivery does.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import yaml

from dure.cli import run
from tests.end_to_end.planted import Planted, Warehouse
from warehouse.snapshot import open_snapshot

_MANIFEST: Final = "manifest.yaml"
_MEMORY: Final = "1GB"  # a few communities; the limit of a home is for millions of facts


def simulate(planted: Planted, out: Path) -> None:
    """Write a planted world's feeds."""
    size = ("--communities", str(planted.communities), "--years", str(planted.years))
    _dure("simulate", "--out", str(out), "--seed", str(planted.seed), *size)


def take_in(feeds: Path, home: Path) -> None:
    """Replay the deliveries of a folder into a new home, and load it."""
    _dure("--home", str(home), "init", "--clock", "deliveries")
    _dure("--home", str(home), "feed", "replay", str(feeds))
    _dure("--home", str(home), "load")


def known_at(feeds: Path) -> datetime:
    """When the last delivery of a folder was received."""
    return datetime.fromisoformat(_manifest(feeds)["known_at"])


def received_by(feeds: Path, day: datetime, out: Path) -> None:
    """A folder with those deliveries only that were received by a time."""
    out.mkdir()
    for name in ("feeds", "mappings"):
        (out / name).symlink_to(feeds / name)
    manifest = _manifest(feeds)
    manifest["deliveries"] = [
        one for one in manifest["deliveries"] if datetime.fromisoformat(one["received_at"]) <= day
    ]
    (out / _MANIFEST).write_text(yaml.safe_dump(manifest, allow_unicode=True), "utf-8")


@contextmanager
def opened(home: Path) -> Iterator[Warehouse]:
    """The published snapshot of a home."""
    with open_snapshot(home / "warehouse", _MEMORY) as connection:
        yield Warehouse(connection)


def _manifest(feeds: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((feeds / _MANIFEST).read_text("utf-8"))
    return found


def _dure(*arguments: str) -> None:
    assert run(list(arguments)) in (0, None)
