"""The composition root: a home, its settings, keys, clock and ledger.

Everything that the packages need from outside is passed in from here; `dure.deliveries` wires the
intake on it and `dure.warehousing` the warehouse.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from domain.dates import Occurred
from domain.errors import MisuseError
from domain.ledger import Ledger
from dure.settings import SETTINGS_FILE, Settings, load_settings, write_settings

if TYPE_CHECKING:
    from domain.areas import AreaTable

KST: Final = timezone(timedelta(hours=9), "KST")
REPLAYED_START: Final = datetime(1970, 1, 1, tzinfo=UTC)
_KEY_BYTES: Final = 32


def create_home(folder: Path, settings: Settings) -> "Home":
    """Make a home: settings, key and an empty ledger; raises MisuseError when there is one."""
    if (folder / SETTINGS_FILE).exists():
        msg = f"{folder} is a home already"
        raise MisuseError(msg)
    from secrets import token_bytes  # noqa: PLC0415  # 5 ms, once in the life of a home

    (folder / "keys").mkdir(parents=True, mode=0o700)
    key = folder / "keys" / "person.key"
    key.write_bytes(token_bytes(_KEY_BYTES))
    key.chmod(0o600)
    write_settings(folder, settings)
    home = Home(folder)
    home.ledger(is_read_only=False).close()
    return home


def reference_folder() -> Path:
    """Where the reference data lies, in a checkout and in an installed wheel."""
    beside = Path(__file__).parent
    installed = beside / "_lib" / "reference"
    return installed if installed.is_dir() else beside.parent / "reference"


class Home:
    """One home folder: settings, clock, keys, areas and the ledger."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.settings = load_settings(folder)

    @cached_property
    def areas(self) -> "AreaTable":
        """The table of area codes that ships with dure."""
        from domain.areas import AreaTable  # noqa: PLC0415  # 50 ms of tables, for intake only

        return AreaTable.load(reference_folder())

    def clock(self) -> datetime:
        """The time at which the ledger records.

        With a replayed clock only deliveries have a time; what is recorded between them takes the
        time of the last one, because recorded times never go back.
        """
        return REPLAYED_START if self.settings.is_replayed else datetime.now(UTC)

    def today(self) -> Occurred:
        """The day on which something is recorded about dure itself."""
        return Occurred.on(self.clock().astimezone(KST).date())

    def ledger(self, *, is_read_only: bool = True) -> Ledger:
        """The ledger of this home; the caller closes it."""
        url = self.settings.ledger_url or None
        return Ledger(self.folder, self.clock, url=url, is_read_only=is_read_only)

    @contextmanager
    def open_ledger(self, *, is_read_only: bool = True) -> Iterator[Ledger]:
        """The ledger for the length of a block."""
        ledger = self.ledger(is_read_only=is_read_only)
        try:
            yield ledger
        finally:
            ledger.close()

    def pseudonym(self, namespace: str) -> Callable[[str], str]:
        """The pseudonymiser of a person namespace, under this home's key."""
        from streams.privacy import Pseudonymiser  # noqa: PLC0415  # its patterns, for intake only

        return Pseudonymiser((self.folder / "keys" / "person.key").read_bytes(), namespace)

    def horizon(self, valid_at: date | None, known_at: datetime | None) -> tuple[date, datetime]:
        """The times (T, K) of a question, by default today and now.

        In a home with a replayed clock the defaults are those of the last record.
        """
        now = datetime.now(UTC)
        if self.settings.is_replayed:
            with self.open_ledger() as ledger:
                recorded = ledger.head().recorded_at
            now = datetime.fromisoformat(recorded) if recorded else REPLAYED_START
        return valid_at or now.astimezone(KST).date(), known_at or now
