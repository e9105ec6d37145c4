"""Pages that show commands: a contest run by decisions, cases compared, workers followed."""

from pathlib import Path
from typing import Final

import pytest

from tests.end_to_end.shown import ROOT, Shell, assert_shown, steps

DOCS: Final = ROOT / "docs"


@pytest.mark.slow
def test_a_contest_runs_by_decisions_as_its_page_shows(tmp_path: Path) -> None:
    """Each refusal on the page leaves the home as it was, or the last table would differ."""
    run_as_shown(Shell(tmp_path / "office"), "contest.md")


@pytest.mark.slow
def test_cases_and_their_workers_are_told_as_their_pages_show(tmp_path: Path) -> None:
    """The second page goes on in the home that the first makes."""
    shell = Shell(tmp_path / "centre")
    run_as_shown(shell, "cases.md")
    run_as_shown(shell, "workforce.md")


def run_as_shown(shell: Shell, page: str) -> None:
    """Run the commands of a page in order, and compare what they print."""
    for step in steps((DOCS / page).read_text(encoding="utf-8")):
        code, output = shell.run(step.command)
        assert code == step.code, f"$ {step.command}\n{output}"
        assert_shown(step, output)
