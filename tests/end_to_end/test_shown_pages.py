"""Pages that show commands: a contest run by decisions from its call to the settlement."""

from pathlib import Path
from typing import Final

import pytest

from tests.end_to_end.shown import ROOT, Shell, assert_shown, steps

DOCS: Final = ROOT / "docs"


@pytest.mark.slow
def test_a_contest_runs_by_decisions_as_its_page_shows(tmp_path: Path) -> None:
    """Each refusal on the page leaves the home as it was, or the last table would differ."""
    shell = Shell(tmp_path / "office")
    for step in steps((DOCS / "contest.md").read_text(encoding="utf-8")):
        code, output = shell.run(step.command)
        assert code == step.code, f"$ {step.command}\n{output}"
        assert_shown(step, output)
