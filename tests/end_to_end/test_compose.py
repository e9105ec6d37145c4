"""What docker-compose.yml and Dockerfile ask for exists; no engine runs here, so it is checked."""

import gzip
import json
import re
import shlex
import subprocess
import tomllib
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from jsonschema import validators

from dure.cli import dure
from dure.overview import PROCESSES
from dure.settings import Settings, load_settings, write_settings
from dure.streaming import jars_folder
from streams.cluster import Cluster
from streams.jars import fetch_jars, find_java

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = {name: one for name, one in SERVICES.items() if one.get("image", "").startswith("dure")}
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
ABOVE_SETTINGS = {"DURE_HOME", "KAFKA_BOOTSTRAP_SERVERS"}


def calls(service: dict[str, Any]) -> Iterator[list[str]]:
    """What a service calls dure with: its command, its health check, and what a shell runs."""
    if service.get("entrypoint") == ["sh", "-c"]:
        for line in service["command"]:
            yield from map(shlex.split, re.findall(r"\bdure ([a-z][^;&|}]*)", line))
    else:
        yield list(service["command"])
    kind, *words = service.get("healthcheck", {}).get("test", ["NONE"])
    if kind == "CMD":
        assert words[0] == "dure"
        yield words[1:]


def assert_taken(words: list[str]) -> None:
    """Whether dure has this verb, and the verb these options."""
    command: click.Command | None = dure
    while isinstance(command, click.Group):
        command = command.get_command(click.Context(command), words.pop(0))
    assert command is not None
    with click.Context(command) as context:
        command.make_parser(context).parse_args(words)  # raises for what is unknown


def test_the_compose_file_is_valid_by_the_published_schema() -> None:
    packed = ROOT / "tests" / "published_schemas" / "compose-spec.json.gz"
    schema = json.loads(gzip.decompress(packed.read_bytes()))
    validator = validators.validator_for(schema)(schema)
    assert [error.json_path for error in validator.iter_errors(COMPOSE)] == []
    wrong = COMPOSE | {"services": SERVICES | {"relay": {"comand": ["relay"]}}}
    assert not validator.is_valid(wrong)


@pytest.mark.parametrize("service", OURS.values(), ids=OURS)
def test_every_variable_is_a_setting_of_dure_with_a_value_that_it_takes(
    service: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_settings(tmp_path, Settings())
    for name, value in service["environment"].items():
        monkeypatch.setenv(name, str(value))
        if name not in ABOVE_SETTINGS:
            settings = load_settings(tmp_path)
            assert str(getattr(settings, name.removeprefix("DURE_").lower())) == str(value)


@pytest.mark.parametrize("service", OURS.values(), ids=OURS)
def test_every_command_and_health_check_is_one_of_dure(service: dict[str, Any]) -> None:
    called = list(calls(service))
    assert called
    for words in called:
        assert_taken(words)


def test_what_runs_for_long_is_watched_and_started_again() -> None:
    for name, service in SERVICES.items():
        if name != "prepare":
            assert service["restart"] == "unless-stopped"
            assert service["healthcheck"]["test"]


def test_every_process_is_asked_for_a_sign_of_life_by_name() -> None:
    for name in PROCESSES:
        assert SERVICES[name]["healthcheck"]["test"] == ["CMD", "dure", "health", name]


def test_whoever_needs_a_service_waits_until_it_is_ready() -> None:
    for service in SERVICES.values():
        for name, wanted in service.get("depends_on", {}).items():
            ends = SERVICES[name]["restart"] == "no"
            assert wanted["condition"] == (
                "service_completed_successfully" if ends else "service_healthy"
            )


def test_every_named_volume_is_declared() -> None:
    used = {
        volume.split(":")[0]
        for service in SERVICES.values()
        for volume in service.get("volumes", ())
    }
    assert used == set(COMPOSE["volumes"])


def test_the_home_is_the_volume_that_the_image_gives_to_its_user() -> None:
    [home] = {service["environment"]["DURE_HOME"] for service in OURS.values()}
    assert all(f"home:{home}" in service["volumes"] for service in OURS.values())
    assert f"VOLUME {home}\n" in DOCKERFILE
    assert f"install -d -o dure -g dure {home}\n" in DOCKERFILE


def test_the_image_is_this_version_built_by_the_same_uv_and_not_run_by_root() -> None:
    assert {service["image"] for service in OURS.values()} == {f"dure:{version('dure')}"}
    [uv] = set(re.findall(r"\buv==([\d.]+)", DOCKERFILE + (ROOT / "Makefile").read_text("utf-8")))
    assert uv
    assert re.findall(r"^USER (\d+)$", DOCKERFILE, re.MULTILINE) == ["10001"]
    assert len(set(re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE))) == 1


def test_the_image_is_built_from_what_the_wheel_needs_and_from_no_home() -> None:
    rules = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    let_in = {rule.removeprefix("!") for rule in rules if rule.startswith("!")}
    assert "*" in rules
    packages = set(PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["include"])
    assert let_in == packages | {"pyproject.toml", "uv.lock", "README.md", "LICENSE"}


@pytest.mark.kafka
def test_the_settings_of_the_broker_are_those_of_a_broker(cluster: Cluster, tmp_path: Path) -> None:
    """The image turns KAFKA_A_B into the property a.b; Kafka's own tool then formats a disk."""
    assert cluster.servers  # skipped where there is no Kafka
    properties = tmp_path / "server.properties"
    stated = SERVICES["kafka"]["environment"] | {"KAFKA_LOG_DIRS": tmp_path / "data"}
    properties.write_text(
        "".join(
            f"{name.removeprefix('KAFKA_').lower().replace('_', '.')}={value}\n"
            for name, value in stated.items()
        )
    )
    tool = [find_java(), "-cp", f"{fetch_jars(jars_folder())}/*", "kafka.tools.StorageTool"]
    words = ["format", "-t", "5L6g3nShT-eMCtK--X86sw", "-c", str(properties)]
    done = subprocess.run([*tool, *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "data" / "meta.properties").exists()
