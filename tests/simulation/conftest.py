"""One small world for all tests of the simulation, told and delivered once."""

from pathlib import Path

import pytest

from simulation.facts import stream
from simulation.feeds import simulate
from simulation.lives import Life, World, imagine
from simulation.telling import Event

SEED = 7
COMMUNITIES = 3
YEARS = 9  # the fewest with planted breaches are eight


@pytest.fixture(scope="session")
def world() -> World:
    return imagine(SEED, COMMUNITIES, YEARS)


@pytest.fixture(scope="session")
def lives(world: World) -> list[Life]:
    return list(world.lives())


@pytest.fixture(scope="session")
def clean() -> list[Event]:
    return list(stream(SEED, COMMUNITIES, YEARS))


@pytest.fixture(scope="session")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("delivered")
    simulate(out, SEED, COMMUNITIES, YEARS)
    return out
