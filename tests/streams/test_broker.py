"""What the development broker says when it cannot run; the running one is in tests/end_to_end."""

import os
from pathlib import Path

import pytest

from streams.broker import broker_status, start_broker, stop_broker
from streams.cluster import BrokerUnavailableError
from streams.jars import fetch_jars, find_java


def _tool(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A PATH that holds what the test puts there, and the shell."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def test_without_java_one_sentence_says_what_to_install(tools: Path, tmp_path: Path) -> None:
    with pytest.raises(
        BrokerUnavailableError, match="needs Java 17 or newer: install it"
    ) as raised:
        start_broker(tmp_path / "kafka", tmp_path / "jars")
    assert raised.value.exit_code == 3
    assert os.listdir(tools) == []  # noqa: PTH208 - nothing was put on the PATH either


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ('openjdk version "11.0.2" 2019-01-15', "11.0.2"),
        ('java version "1.8.0_391"', "1.8.0_391"),
        ("Unable to locate a Java Runtime.", "Unable to locate"),
        ("", "nothing usable"),
    ],
)
def test_an_older_java_is_named_in_the_refusal(tools: Path, told: str, found: str) -> None:
    _tool(tools, "java", f"echo '{told}' >&2")
    with pytest.raises(BrokerUnavailableError, match=found):
        find_java()


@pytest.mark.parametrize("version", ["17.0.15", "21", "25.0.1"])
def test_a_newer_java_is_taken(tools: Path, version: str) -> None:
    _tool(tools, "java", f"echo 'openjdk version \"{version}\" 2025-04-15' >&2")
    assert find_java() == str(tools / "java")


def test_without_maven_one_sentence_says_what_to_install(tools: Path, tmp_path: Path) -> None:
    assert not (tools / "mvn").exists()
    with pytest.raises(BrokerUnavailableError, match="install `mvn`"):
        fetch_jars(tmp_path / "jars")


def test_a_failing_maven_is_quoted_and_leaves_no_half_filled_folder(
    tools: Path, tmp_path: Path
) -> None:
    _tool(tools, "mvn", "echo '[INFO] scanning'; echo '[ERROR] no such host'; exit 1")
    with pytest.raises(BrokerUnavailableError, match="no such host"):
        fetch_jars(tmp_path / "jars")
    assert not list((tmp_path / "jars").glob("*")) if (tmp_path / "jars").exists() else True


def test_where_no_broker_ran_there_is_none_to_stop(tmp_path: Path) -> None:
    assert broker_status(tmp_path) is None
    assert stop_broker(tmp_path) is False


def test_a_process_that_took_over_the_brokers_number_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "broker.json").write_text(
        f'{{"pid": {os.getpid()}, "birth": "other", "ports": {{"plaintext": 1}}}}',
        encoding="utf-8",
    )
    assert broker_status(tmp_path) is None
    assert stop_broker(tmp_path) is False
