"""What tests of several packages share: a PostgreSQL server, and a ledger on either database."""

import gc
import os
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.postgres_server import NoPostgresError, PostgresServer, postgres_server


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A server for the session; without its binaries tests are skipped, with CI set they fail."""
    with ExitStack() as stack:
        try:
            server = stack.enter_context(postgres_server())
        except NoPostgresError as error:
            if os.environ.get("CI"):
                pytest.fail(f"CI is set and there is no server: {error}")
            pytest.skip(f"nothing was tested on PostgreSQL: {error}")
        yield server


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def ledger_url(request: pytest.FixtureRequest) -> str | None:
    """Where the ledger of a test lives: None for SQLite in its home, else a fresh database."""
    if request.param == "sqlite":
        return None
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.new_database()


def pytest_unconfigure() -> None:
    """Let go of what hypothesis 6.170 leaves among the garbage collector's callbacks.

    It keeps modules alive to the very end, where DuckDB's bindings report them as leaked.
    """
    gc.callbacks.clear()
