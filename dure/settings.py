"""The settings of a home: defaults, `dure.toml` in the home, and `DURE_*` variables over both.

Only this module reads the environment.
"""

import json
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

from domain.errors import MisuseError

SETTINGS_FILE: Final = "dure.toml"
DEFAULT_HOME: Final = ".home"
_CHOICES: Final = {
    "clock": ("system", "deliveries"),
    "worker_client": ("faust", "aiokafka"),
    "log_format": ("auto", "console", "json"),
    "log_level": ("debug", "info", "warning", "error"),
}


@dataclass(frozen=True)
class Settings:
    """Everything that an operator may set; the names are those of dure.toml.

    Each is overridden by `DURE_` and its name in capitals, such as `DURE_LEDGER_URL`.
    """

    ledger: str = "main"  # the ledger's name, a header of every record
    ledger_url: str = ""  # postgresql://... ; empty for SQLite in the home
    clock: str = "system"  # system, or deliveries for a replayed clock
    partition: int = 0  # the partition of dure.facts.v1 that this ledger owns
    kafka: str = ""  # bootstrap servers; empty for the broker that `dure kafka start` runs
    kafka_security: str = "PLAINTEXT"  # or SSL, SASL_SSL, SASL_PLAINTEXT, as Kafka names them
    kafka_ca: str = ""  # PEM of the authorities to trust; empty for those of the system
    kafka_certificate: str = ""  # PEM to show to brokers that ask for one
    kafka_key: str = ""  # its key, PEM without a passphrase; empty where it is in the same file
    kafka_mechanism: str = "SCRAM-SHA-512"  # or SCRAM-SHA-256, PLAIN
    kafka_user: str = ""
    kafka_password_file: str = ""  # a file, so that the password is in no list of processes
    facts_topic: str = "dure.facts.v1"
    dead_topic: str = "dure.dead.v1"
    feeds_topic: str = "dure.feeds.v1"
    receipts_topic: str = "dure.receipts.v1"
    facts_partitions: int = 1  # one per ledger that shares the topic
    feeds_partitions: int = 1  # more let bodies send in parallel; each keeps the order of its own
    feeds_days: int = 14  # deliveries hold persons, so they are not kept longer than an outage
    receipts_days: int = 90
    replication: int = 1  # copies of each topic
    min_insync: int = 1  # copies that must have a record before it counts as sent
    inbound_group: str = "dure-inbound"  # one per ledger: its offsets are of what that has taken
    worker_group: str = "dure-warehouse"  # one per warehouse: two in a group would share the topic
    worker_client: str = "faust"  # what receives from Kafka: faust, or aiokafka without it
    worker_session_seconds: int = 30  # a worker that is gone for so long is no member any more
    relay_metrics_port: int = 0  # for Prometheus; 0 for none
    worker_metrics_port: int = 0  # the same
    metrics_host: str = "127.0.0.1"  # another only where the network is private, as in containers
    log_format: str = "auto"  # console, json; auto for console at a terminal and json elsewhere
    log_level: str = "info"  # debug, info, warning, error
    warehouse_memory: str = "1GB"  # DuckDB's limit while loading
    query_memory: str = "4GB"  # DuckDB's limit for readers

    @property
    def is_replayed(self) -> bool:
        """Whether deliveries state when they were received."""
        return self.clock == "deliveries"


def home_of(option: str | None) -> Path:
    """The home folder: `--home`, else `DURE_HOME`, else `.home` here."""
    return Path(option or os.environ.get("DURE_HOME") or DEFAULT_HOME).absolute()


def load_settings(home: Path) -> Settings:
    """The settings of a home; raises MisuseError when there is none or a setting is unknown."""
    path = home / SETTINGS_FILE
    if not path.exists():
        msg = f"there is no home in {home}: run `dure init`, or name one with --home or DURE_HOME"
        raise MisuseError(msg)
    try:
        stated = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        msg = f"{path.name} is no TOML: {error}"
        raise MisuseError(msg) from error
    return _settings({**stated, **_environment(os.environ)})


def kafka_servers() -> str | None:
    """Another broker than the home's, by the variable that Kafka's own tools use."""
    return os.environ.get("KAFKA_BOOTSTRAP_SERVERS")


def failpoint() -> str | None:
    """Where a test wants this process to break; see `dure.failpoints`."""
    return os.environ.get("DURE_FAILPOINT")


def write_settings(home: Path, settings: Settings) -> None:
    """Write the settings that differ from the defaults."""
    default = Settings()
    lines = ["# Settings of this home. Every name can be overridden by DURE_NAME.\n"]
    for field in fields(Settings):
        value = getattr(settings, field.name)
        mark = "" if value != getattr(default, field.name) else "# "
        lines.append(f"{mark}{field.name} = {_toml(value)}\n")
    (home / SETTINGS_FILE).write_text("".join(lines), encoding="utf-8")


def _environment(environment: Mapping[str, str]) -> dict[str, Any]:
    stated: dict[str, Any] = {}
    for field in fields(Settings):
        value = environment.get(f"DURE_{field.name.upper()}")
        if value is not None:
            is_number = field.type is int and value.lstrip("-").isdecimal()
            stated[field.name] = int(value) if is_number else value
    return stated


def _settings(stated: Mapping[str, Any]) -> Settings:
    known = {field.name for field in fields(Settings)}
    if unknown := stated.keys() - known:
        msg = f"{SETTINGS_FILE} holds {min(unknown)!r}; known are {', '.join(sorted(known))}"
        raise MisuseError(msg)
    for field in fields(Settings):
        value = stated.get(field.name, field.default)
        if type(value) is not field.type:
            kind = "a whole number" if field.type is int else "a text"
            msg = f"{field.name} must be {kind}, not {value!r}"
            raise MisuseError(msg)
        if field.type is int and value < (least := 1 if field.default else 0):
            msg = f"{field.name} must be {least} or more, not {value}"
            raise MisuseError(msg)
        if value not in (choices := _CHOICES.get(field.name, (value,))):
            msg = f"{field.name} is {' or '.join(choices)}, not {value!r}"
            raise MisuseError(msg)
    return Settings(**stated)


def _toml(value: object) -> str:
    """TOML writes texts as JSON does."""
    return json.dumps(value, ensure_ascii=False)
