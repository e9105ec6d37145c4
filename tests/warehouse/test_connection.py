"""Every connection reads times in UTC, whatever the machine's own zone is."""

import os
import subprocess
import sys
from typing import Final

_ASKS_A_CURSOR: Final = """
import duckdb
from warehouse.connection import configure
connection = duckdb.connect()
configure(connection, "1GB")
day = "select (timestamptz '2025-03-01 20:00+00')::date::varchar"
for one in (connection, connection.cursor()):
    print(one.execute(day).fetchone()[0])
"""


def test_a_cursor_reads_times_in_utc_on_a_machine_in_seoul() -> None:
    """Indicators are computed on cursors; in Seoul it is the second of March already."""
    told = subprocess.run(
        [sys.executable, "-c", _ASKS_A_CURSOR],
        env=os.environ | {"TZ": "Asia/Seoul"},
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert told.split() == ["2025-03-01", "2025-03-01"]
