"""The ledger of a test, on either database."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from domain.ledger import Ledger
from tests.domain.recording import Open, Watch


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def open_ledger(tmp_path: Path, ledger_url: str | None, watch: Watch) -> Iterator[Open]:
    """Opens the ledger of this test, as often as it is asked to; what is open is closed."""
    opened: list[Ledger] = []

    def open_(**options: Any) -> Ledger:
        opened.append(Ledger(tmp_path, watch, url=ledger_url, **options))
        return opened[-1]

    yield open_
    for ledger in opened:
        ledger.close()


@pytest.fixture
def ledger(open_ledger: Open) -> Ledger:
    return open_ledger()
