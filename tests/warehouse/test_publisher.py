"""When a warehouse that is being loaded publishes its next snapshot."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.test_file import events, load_next
from warehouse.file import WarehouseFile
from warehouse.publisher import BEHIND_SECONDS, Publisher
from warehouse.snapshot import open_snapshot


class Watch:
    """A clock that stands still unless it is told to go on."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Shop:
    """A warehouse, its publisher and its clock."""

    def __init__(self, folder: Path, file: WarehouseFile) -> None:
        self._folder = folder
        self.file = file
        self.watch = Watch()
        self.publisher = Publisher(file, self.watch)

    def load(self) -> None:
        """Load ten events more."""
        load_next(self.file)
        self.publisher.note_load()

    def tend(self, *, is_level: bool = True, copying: float = 0.0) -> None:
        """Tend, and let a copy that was begun take a while."""
        self.publisher.tend(is_level=is_level)
        self.file.end_publication()
        self.watch.now += copying

    def seen(self) -> int:
        """How many events readers see."""
        with open_snapshot(self._folder) as reader:
            return events(reader)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with WarehouseFile(tmp_path) as file:
        yield Shop(tmp_path, file)


def test_what_an_earlier_process_loaded_is_published_at_once(shop: Shop) -> None:
    load_next(shop.file)
    shop.tend()
    assert shop.seen() == 10


def test_nothing_new_is_not_published_again(shop: Shop) -> None:
    shop.tend()
    first = (shop.file.folder / "snapshot.duckdb").stat().st_ino
    shop.watch.now += 60
    shop.tend()
    shop.tend()
    assert (shop.file.folder / "snapshot.duckdb").stat().st_ino == first


def test_a_rest_as_long_as_the_copying_lies_between_two_snapshots(shop: Shop) -> None:
    shop.load()
    shop.tend(copying=2.0)
    shop.load()
    shop.tend()  # notes that the copy is made
    shop.watch.now += 1.9
    shop.tend()
    assert shop.seen() == 10
    shop.watch.now += 0.2
    shop.tend()
    assert shop.seen() == 20


def test_a_warehouse_that_is_behind_publishes_now_and_then(shop: Shop) -> None:
    shop.tend()
    shop.load()
    shop.tend(is_level=False)
    assert shop.seen() == 0
    shop.watch.now += BEHIND_SECONDS
    shop.tend(is_level=False)
    assert shop.seen() == 10


def test_a_file_that_is_filled_anew_is_published_once_it_holds_what_readers_have(
    tmp_path: Path,
) -> None:
    """So it is after an upgrade with other tables: readers never see a warehouse go back."""
    with WarehouseFile(tmp_path) as file:
        load_next(file, 30)
        file.publish_snapshot()
        file.connection.execute("update made_of set shape = 'of other code'")
        file.checkpoint()
    for generation in (tmp_path / "generations").glob("*"):
        generation.unlink()
    with duckdb.connect(str(tmp_path / "snapshot.duckdb")) as snapshot:
        snapshot.execute("update made_of set shape = 'of other code'")
    with WarehouseFile(tmp_path) as file:
        shop = Shop(tmp_path, file)
        for loads, expected in ((1, 30), (1, 30), (2, 40)):
            for _ in range(loads):
                shop.load()
            shop.watch.now += BEHIND_SECONDS
            shop.tend(is_level=False)
            assert shop.seen() == expected


def test_a_publication_that_was_asked_for_is_made_whatever_the_rest(shop: Shop) -> None:
    shop.load()
    shop.tend(copying=60.0)
    shop.load()
    shop.publisher.publish()
    assert shop.seen() == 20
