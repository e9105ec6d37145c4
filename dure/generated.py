"""Writes the generated pages and parts of pages; `make docs` runs it, tests hold them current."""

from pathlib import Path
from typing import Final

import click

from domain.catalogue import write_documents
from dure.asyncapi import render_asyncapi
from warehouse.catalogue import indicator_table, render_indicators
from warehouse.framework import read_framework
from warehouse.framework_schema import render_framework_schema
from warehouse.guard import refusals
from warehouse.guard_telling import answer, rule_table

ROOT: Final = Path(__file__).parent.parent
_EXAMPLE: Final = ROOT / "examples" / "result-only-framework.yaml"


@click.command()
@click.option("--root", type=click.Path(path_type=Path, file_okay=False), default=ROOT)
def generate(root: Path) -> None:
    """Write events.md, JSON Schemas, asyncapi.yaml, indicators.md, and parts of two other pages."""
    write_documents(root / "docs")
    framework_schema = root / "docs" / "schemas" / "framework.json"
    framework_schema.write_text(render_framework_schema(), encoding="utf-8")
    (root / "docs" / "asyncapi.yaml").write_text(render_asyncapi(), encoding="utf-8")
    (root / "docs" / "indicators.md").write_text(render_indicators(), encoding="utf-8")
    for name, written in (("README.md", with_indicators), ("docs/frameworks.md", with_guard)):
        page = root / name
        page.write_text(written(page.read_text(encoding="utf-8")), encoding="utf-8")


def with_indicators(readme: str) -> str:
    """README with the present table of indicators between its markers."""
    return _between(readme, "indicators", indicator_table())


def with_guard(page: str) -> str:
    """The page about frameworks with a refused example, what is said of it, and the rules."""
    stated = read_framework(_EXAMPLE)
    told = answer(_EXAMPLE.name, stated, refusals(stated))
    command = f"$ dure framework check {_EXAMPLE.parent.name}/{_EXAMPLE.name}"
    example = f"```yaml\n{stated.text}```\n\n```\n{command}\n{told}\n```"
    rules = f"| Rule | 규칙 | |\n|---|---|---|\n{rule_table()}"
    return _between(_between(page, "example", example), "rules", rules)


def _between(page: str, name: str, text: str) -> str:
    """A page with a text between the markers of a name."""
    begin, end = f"<!-- {name}: begin, written by `make docs` -->\n", f"<!-- {name}: end -->"
    head, _, rest = page.partition(begin)
    _, _, tail = rest.partition(end)
    return f"{head}{begin}\n{text}\n\n{end}{tail}"


if __name__ == "__main__":
    generate()
