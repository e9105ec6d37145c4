"""The documentation says what the code says: commands, settings, codes, indicators, links."""

import ast
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Final

import click
import pytest

from domain.errors import DureError
from domain.vocabulary import FACT_TYPES
from dure.cli import VERBS, dure
from dure.generated import with_guard, with_indicators
from dure.settings import Settings
from streams.receipt import RowVerdict
from streams.watchdog import Exit
from warehouse.cards import cards
from warehouse.catalogue import render_indicators
from warehouse.framework_schema import KEYS
from warehouse.guard_rules import FRAMEWORK_RULES

ROOT: Final = Path(__file__).parents[1]
DOCS: Final = ROOT / "docs"
PACKAGES: Final = ("domain", "streams", "warehouse", "simulation", "dure")
PAGES: Final = sorted(
    path
    for path in [*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *(ROOT / "reference").glob("*.md")]
    if "node_modules" not in path.parts
)

# What tells a person a code: the places of it among the arguments.
TELLERS: Final = {
    "CellProblem": (0,),
    "DateNotationError": (0,),
    "FileRefusedError": (0,),
    "InvalidRecordError": (0,),
    "Problem": (0, 1),  # of a row; of a record, after its rule
    "RowNote": (2,),
    "RowProblemError": (0,),
    "UnreadableRowError": (0,),
    "_refuse": (0,),
    "_rejected": (0,),
}
CODE: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
PRINTED: Final = re.compile(
    rf" \[({CODE.pattern})\]$"
)  # as a refusal ends, written out in a sentence


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, and every group, by what a person types."""
    for verb in VERBS:
        command = dure.get_command(click.Context(dure), verb)
        assert command is not None
        yield f"dure {verb}", command
        if isinstance(command, click.Group):
            for name, one in command.commands.items():
                yield f"dure {verb} {name}", one


def test_every_command_has_a_sentence_and_an_example_that_it_takes() -> None:
    for typed, command in commands():
        told = command.help or ""
        assert re.match(r"[A-Z]", told), f"{typed} says nothing of itself"
        if not isinstance(command, click.Group):
            _, is_there, example = told.partition("Example: ")
            assert is_there, f"{typed} has no example"
            assert_taken(typed, command, shlex.split(example))


def assert_taken(typed: str, command: click.Command, words: list[str]) -> None:
    """Whether an example is of its command, with options and arguments that exist."""
    if words[1] == "--home":
        del words[1:3]
    path = typed.split()
    assert words[: len(path)] == path, f"the example of {typed} is of another command"
    with click.Context(command) as context:
        command.make_parser(context).parse_args(words[len(path) :])  # raises for what is unknown


def test_every_option_of_a_command_is_explained() -> None:
    silent = [
        f"{typed} {parameter.opts[0]}"
        for typed, command in commands()
        for parameter in command.params
        if isinstance(parameter, click.Option) and not parameter.help
    ]
    assert not silent


def test_every_setting_is_explained_with_its_default() -> None:
    page = (DOCS / "operations.md").read_text(encoding="utf-8")
    section = page.partition("\n## Settings\n")[2].partition("\n## ")[0]
    told = dict(re.findall(r"^\| `([a-z_]+)` \| `?([^|]*?)`? \| .+ \|$", section, re.MULTILINE))
    defaults = {
        field.name: str(getattr(Settings(), field.name)) or "empty" for field in fields(Settings)
    }
    assert told == defaults


def test_every_type_of_fact_is_in_the_catalogue() -> None:
    page = (DOCS / "events.md").read_text(encoding="utf-8")
    assert not [topic for topic in FACT_TYPES if topic.rpartition(".")[0] not in page]


def test_the_page_of_indicators_and_the_table_in_readme_are_current() -> None:
    """`make docs` writes them."""
    page = (DOCS / "indicators.md").read_text(encoding="utf-8")
    assert page == render_indicators()
    assert all(f"## {card.id} " in page for card in cards())
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"| {cards()[0].id} |" in readme
    assert readme == with_indicators(readme)


def test_the_page_of_frameworks_shows_what_the_guard_says_today() -> None:
    """`make docs` writes it; the example is refused, and every rule is told."""
    page = (DOCS / "frameworks.md").read_text(encoding="utf-8")
    assert page == with_guard(page)
    assert "\nresult-only-framework.yaml is refused by F2, " in page
    assert not [rule.id for rule in FRAMEWORK_RULES if f"\n| {rule.id} |" not in page]


def test_every_key_of_a_framework_is_explained() -> None:
    page = (DOCS / "frameworks.md").read_text(encoding="utf-8")
    keys = {key.partition(".")[2] for key in KEYS}
    assert not [key for key in keys if f"`{key}`" not in page]


def test_every_exit_code_is_documented_and_no_other() -> None:
    told = set(re.findall(r"^\| (\d+) \|", (DOCS / "codes.md").read_text("utf-8"), re.MULTILINE))
    assert {int(code) for code in told} == {0, 2, *Exit, *stated_exits()}
    reliability = (DOCS / "reliability.md").read_text(encoding="utf-8")
    assert {int(code) for code in re.findall(r"^\| (7\d) \|", reliability, re.MULTILINE)} == set(
        Exit
    )


def stated_exits() -> set[int]:
    """The exit codes that error classes state."""
    return {
        node.value.value
        for _, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign | ast.AnnAssign)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, int)
        and "exit_code" in names_in(node)
    } | {DureError.exit_code}


def test_every_code_is_documented_and_every_documented_code_is_told() -> None:
    page = (DOCS / "codes.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^\| `([a-z0-9-]+)` \|", page, re.MULTILINE))
    told |= set(re.findall(r"with the code `([a-z-]+)`", page))
    verdicts = {str(verdict) for verdict in RowVerdict}
    assert verdicts <= told
    assert told - verdicts == codes() - verdicts


def test_every_code_of_a_mapping_is_explained_with_the_mapping() -> None:
    """Who writes mappings reads docs/mappings.md only; what it lists must be there."""
    page = (DOCS / "mappings.md").read_text(encoding="utf-8").partition("## What can be wrong")[2]
    listed = {
        code
        for cell in re.findall(r"^\| (`[^|]*`) \|", page, re.MULTILINE)
        for code in re.findall(r"`([a-z0-9-]+)`", cell)
    }
    assert listed
    assert listed <= codes()


def codes() -> set[str]:
    """Every code that the code base tells: of its error classes and of rows."""
    called = {name_of(node) for _, tree in modules() for node in calls(tree)}
    return {code for _, tree in modules() for code in codes_in(tree, called)}


def codes_in(tree: ast.Module, called: set[str]) -> Iterator[str]:
    """The codes of a module; those of classes that nobody makes are never told."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and node.name in called and not takes_its_code(node):
            yield from class_codes(node)
        if isinstance(node, ast.JoinedStr) and isinstance(last := node.values[-1], ast.Constant):
            yield from (match[1] for match in [PRINTED.search(str(last.value))] if match)
    for call in calls(tree):
        for place in TELLERS.get(name_of(call), ()):
            for argument in call.args[place : place + 1]:
                if isinstance(argument, ast.Constant) and CODE.fullmatch(str(argument.value)):
                    yield str(argument.value)


def class_codes(node: ast.ClassDef) -> Iterator[str]:
    """`code = "x"`, `code: ClassVar[str] = "x"`, `code, rule = "x", "D1"`."""
    for statement in node.body:
        if isinstance(statement, ast.Assign | ast.AnnAssign) and "code" in names_in(statement):
            value = statement.value
            first = value.elts[0] if isinstance(value, ast.Tuple) else value
            if isinstance(first, ast.Constant):
                yield str(first.value)


def takes_its_code(node: ast.ClassDef) -> bool:
    """Whether whoever makes one says which code it has."""
    return any(
        isinstance(method, ast.FunctionDef)
        and method.name == "__init__"
        and any(argument.arg == "code" for argument in method.args.args)
        for method in node.body
    )


def names_in(statement: ast.Assign | ast.AnnAssign) -> list[str]:
    """The names that a statement assigns."""
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    return [one.id for target in targets for one in ast.walk(target) if isinstance(one, ast.Name)]


def calls(tree: ast.Module) -> Iterator[ast.Call]:
    """Every call in a module."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def name_of(call: ast.Call) -> str:
    """The last name of what is called."""
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def modules() -> Iterator[tuple[Path, ast.Module]]:
    """Every module of the packages."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield path, ast.parse(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_every_link_within_the_repository_leads_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if "://" in target:
            continue
        name, _, anchor = target.partition("#")
        path = (page.parent / name).resolve() if name else page
        assert path.exists(), f"{page.name} links to {target}"
        if anchor:
            assert anchor in anchors(path), f"{page.name} links to {target}"


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_every_test_that_a_page_names_exists(page: Path) -> None:
    names = {path.name for path in (ROOT / "tests").rglob("*.py")}
    for named in re.findall(r"`([\w/]*\btest_\w+\.py)`", page.read_text(encoding="utf-8")):
        assert (ROOT / named).exists() if "/" in named else named in names, named


def anchors(page: Path) -> set[str]:
    """The anchors that headings get: lower case, words joined by dashes, no punctuation."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_no_file_names_a_place_on_one_machine() -> None:
    """A path of somebody's machine works nowhere else; ../shared is beside every checkout."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("this is no git checkout, so nothing says which files belong to it")
    listed = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    places = re.compile(rb"/(?:work|root|tmp|Users|mnt)/\w|/home/(?!dure\b)\w")
    found = []
    for name in filter(None, listed.stdout.decode().split("\0")):
        path = ROOT / name
        if path == Path(__file__) or not path.is_file():
            continue
        found += [
            f"{name}: {line.decode(errors='replace').strip()[:120]}"
            for line in path.read_bytes().splitlines()
            if places.search(line)
        ]
    assert not found
