"""Commands that a page shows: run in order in an empty folder, compared with what is shown.

`test_readme` runs README's, `test_shown_pages` those of pages in docs.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).parents[2]
SHARED: Final = ROOT.parent / "shared"
CONSOLE: Final = re.compile(r"```console\n(.*?)```", re.DOTALL)
DEMO: Final = f"{sys.executable} -m dure.demo demo"  # what `make demo` runs after installing
VOLATILE: Final = re.compile(r"\b[0-9a-f]{16,64}\b")  # what follows from a home's own key
SECONDS: Final = re.compile(r"Done in \d+ s")


class Step(NamedTuple):
    """A command as a person types it, what README shows of its output, and its exit code."""

    command: str
    shown: tuple[str, ...]
    code: int


def steps(page: str) -> Iterator[Step]:
    """The commands of all console blocks, in order; `$ echo $?` shows the code of the last."""
    for block in CONSOLE.findall(page):
        typed = re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]
        for one, following in zip(typed, [*typed[1:], ""], strict=True):
            if not one.startswith("echo $?"):
                code = re.match(r"echo \$\?\n(\d+)", following)
                yield _step(one, int(code[1]) if code else 0)


def _step(typed: str, code: int) -> Step:
    lines = typed.rstrip("\n").split("\n")
    length = lines.index("END") + 1 if "<<'END'" in lines[0] else 1
    return Step("\n".join(lines[:length]), tuple(lines[length:]), code)


class Shell:
    """A shell in a folder like a checkout: examples in it, the shared data beside it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir()
        (folder / "examples").symlink_to(ROOT / "examples")
        (folder.parent / "shared").symlink_to(SHARED)
        self._environment = {
            name: value for name, value in os.environ.items() if not name.startswith("DURE_")
        }
        programs = Path(sys.executable).parent
        self._environment["PATH"] = f"{programs}{os.pathsep}{self._environment['PATH']}"

    def run(self, command: str) -> tuple[int, str]:
        """Exit code and all output of a command; what it exports holds for the next."""
        if command.startswith("export "):
            for told in self._bash(f"{command}; env -0").stdout.split("\0"):
                name, is_set, value = told.partition("=")
                if is_set:
                    self._environment[name] = value
            return 0, ""
        done = self._bash(DEMO if command == "make demo" else command)
        return done.returncode, done.stdout.replace(f"{self._folder}{os.sep}", "")

    def _bash(self, command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["/bin/bash", "-c", command],
            cwd=self._folder,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=280,
            check=False,
        )


def assert_shown(step: Step, output: str) -> None:
    """Whether the shown lines are those of the output, in order; `...` stands for any others."""
    rest = _stable(output).rstrip("\n").split("\n") if output.strip() else []
    is_elided = False
    for line in map(_stable, step.shown):
        if line == "...":
            is_elided = True
            continue
        place = rest.index(line) if is_elided and line in rest else 0
        assert rest[place : place + 1] == [line], f"$ {step.command}\n{output}"
        del rest[: place + 1]
        is_elided = False
    assert is_elided or not rest, f"$ {step.command}\n{output}"


def _stable(text: str) -> str:
    return SECONDS.sub("Done in N s", VOLATILE.sub("…", text))
