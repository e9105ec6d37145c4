"""One stream of logs, whoever speaks: dure, its libraries, the interpreter; no error's message."""

import json
import subprocess
import sys
from typing import Any

import pytest

PERSON = "홍길동"
SPEAKERS = {
    "dure": "structlog.get_logger('streams.worker').info('loaded', events=3)",
    "an error that was met": """
try:
    int(PERSON)
except ValueError:
    structlog.get_logger('streams.worker').exception('failed')""",
    "a library": "logging.getLogger('aiokafka.conn').error('no %s', 'connection')",
    "a library's error": """
try:
    int(PERSON)
except ValueError:
    logging.getLogger('mode.services').exception('crashed')""",
    "a warning": "import warnings; warnings.warn('old')",
    "a thread": "t = threading.Thread(target=int, args=[PERSON]); t.start(); t.join()",
    "the interpreter": "int(PERSON)",
    "a refusing disk": "open('/no/such/folder/file')",
}


def said(code: str, **options: str) -> list[str]:
    """The lines that a process with these logs writes."""
    program = (
        "import logging, threading, structlog\nfrom dure.logs import configure_logs\n"
        f"configure_logs(**{options!r})\nPERSON = {PERSON!r}\n{code}\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert not done.stdout
    return done.stderr.splitlines()


def told(code: str) -> dict[str, Any]:
    [line] = said(code, format_="json")
    return dict(json.loads(line))


@pytest.mark.parametrize("speaker", SPEAKERS)
def test_every_speaker_writes_one_line_of_json_without_values(speaker: str) -> None:
    line = told(SPEAKERS[speaker])
    assert {"event", "level", "logger", "timestamp"} <= line.keys()
    assert line["timestamp"].endswith("Z")
    assert PERSON not in json.dumps(line, ensure_ascii=False)


def test_an_error_is_told_by_its_kind_and_where_it_came_through() -> None:
    line = told(SPEAKERS["an error that was met"])
    assert line["error"] == "ValueError"
    assert line["trace"] == ["<string>:7 <module>"]
    assert "No such file" in told(SPEAKERS["a refusing disk"])["error"]


def test_libraries_are_heard_from_warnings_on_and_dure_from_the_level_that_is_set() -> None:
    code = (
        "logging.getLogger('kafka').info('chatter')\n"
        "structlog.get_logger('streams.relay').debug('detail')\n"
        "structlog.get_logger('streams.relay').info('news')\n"
        "structlog.get_logger('streams.relay').warning('trouble')"
    )
    for level, heard in (("debug", 3), ("info", 2), ("warning", 1), ("error", 0)):
        assert len(said(code, format_="json", level=level)) == heard


def test_without_a_terminal_logs_are_json_and_on_demand_for_people() -> None:
    [line] = said(SPEAKERS["dure"])
    assert json.loads(line)["events"] == 3
    [line] = said(SPEAKERS["dure"], format_="console")
    assert "loaded" in line
    assert "events=3" in line
