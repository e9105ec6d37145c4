"""README's commands, run in order in an empty folder: exit codes and output are those it shows."""

import re
from pathlib import Path
from typing import Final

import pytest
import yaml

from dure.wiring import Home
from dure.worked_examples import work_out
from tests.end_to_end.shown import ROOT, SHARED, Shell, assert_shown, steps
from warehouse.catalogue import EXAMPLES

WORKED_OUT: Final = yaml.safe_load(EXAMPLES.read_text(encoding="utf-8"))
README: Final = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_user_is_shown_a_command() -> None:
    sections = re.split(r"^### ", README.partition("## For each user")[2], flags=re.MULTILINE)[1:]
    assert len(sections) == 5
    assert all("$ dure" in section for section in sections)


@pytest.mark.slow
def test_the_commands_of_readme_do_what_it_shows(tmp_path: Path) -> None:
    shell = Shell(tmp_path / "checkout")
    unread: list[str] = []
    for step in steps(README):
        if not SHARED.is_dir() and (
            SHARED.name in step.command or home_of(step.command) in map(home_of, unread)
        ):
            unread.append(step.command)
            continue
        code, output = shell.run(step.command)
        assert code == step.code, f"$ {step.command}\n{output}"
        assert_shown(step, output)
        if step.command == "make demo":
            assert work_out(Home(tmp_path / "checkout" / "demo" / "home")) == WORKED_OUT
    if unread:
        pytest.skip(
            f"{len(unread)} commands need ../shared/data, which is not there; the others hold"
        )


def home_of(command: str) -> str | None:
    """The home that a command names, as those of the real data do."""
    named = re.search(r"--home (\S+)", command)
    return named and named[1]
