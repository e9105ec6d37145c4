"""A real PostgreSQL for the tests: Debian's binaries, a data folder of its own, a free port."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any, Final

import psycopg

BINARIES: Final = Path("/usr/lib/postgresql")
_USER: Final = "postgres"


class NoPostgresError(Exception):
    """The server's binaries are not installed."""


class PostgresServer:
    """A running server; `new_database` gives each test a database of its own."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._numbers = count(1)

    def url(self, database: str) -> str:
        """The URL of a database, as a ledger takes it."""
        return f"postgresql://{_USER}@127.0.0.1:{self.port}/{database}"

    def new_database(self) -> str:
        """Create an empty database and return its URL."""
        name = f"dure_{next(self._numbers)}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"create database {name}".encode())
        return self.url(name)


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """Start a server for the length of a block; raises NoPostgresError without the binaries."""
    binaries = _binaries()
    folder = Path(tempfile.mkdtemp(prefix="dure-postgres-"))
    identity = _identity(folder)
    data, port = folder / "data", _free_port()
    settings = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    control = [binaries / "pg_ctl", "-D", data, "-w", "-l", folder / "log"]
    try:
        _run([binaries / "initdb", "-D", data, "-U", _USER, "-A", "trust", "-E", "UTF8"], identity)
        _run([*control, "-o", settings, "start"], identity)
        try:
            yield PostgresServer(port)
        finally:
            _run([*control, "-m", "immediate", "stop"], identity)
    finally:
        shutil.rmtree(folder)


def _binaries() -> Path:
    found = sorted(BINARIES.glob("*/bin/initdb"))
    if not found:
        msg = f"no PostgreSQL under {BINARIES}: apt-get install postgresql"
        raise NoPostgresError(msg)
    return found[-1].parent


def _identity(folder: Path) -> dict[str, Any]:
    """As whom the server runs: it refuses root, so Debian's own user takes the folder then."""
    if os.getuid() != 0:
        return {}
    shutil.chown(folder, _USER, _USER)
    return {"user": _USER, "group": _USER, "extra_groups": []}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _run(command: list[Any], identity: dict[str, Any]) -> None:
    subprocess.run(
        command,
        check=True,
        cwd="/",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **identity,
    )
