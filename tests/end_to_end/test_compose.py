"""What docker-compose.yml asks of dure exists in dure; no engine runs here, so that is checked."""

from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import yaml

from dure.cli import VERBS
from dure.settings import Settings

COMPOSE = yaml.safe_load((Path(__file__).parents[2] / "docker-compose.yml").read_text())
OURS = {
    name: one
    for name, one in COMPOSE["services"].items()
    if one.get("image", "").startswith("dure")
}
KNOWN = {f"DURE_{field.name.upper()}" for field in fields(Settings)} | {
    "DURE_HOME",
    "KAFKA_BOOTSTRAP_SERVERS",
}


@pytest.mark.parametrize("service", OURS.values(), ids=OURS)
def test_every_variable_is_a_setting_of_dure(service: dict[str, Any]) -> None:
    assert set(service["environment"]) <= KNOWN


@pytest.mark.parametrize("name", ["relay", "worker"])
def test_every_command_and_health_check_is_a_verb(name: str) -> None:
    service = OURS[name]
    assert service["command"][0] in VERBS
    assert service["healthcheck"]["test"][:2] == ["CMD", "dure"]
    assert service["healthcheck"]["test"][2] in VERBS


def test_every_named_volume_is_declared() -> None:
    used = {
        volume.split(":")[0]
        for service in COMPOSE["services"].values()
        for volume in service.get("volumes", ())
    }
    assert used == set(COMPOSE["volumes"])
