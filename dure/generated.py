"""Writes the generated pages and README's table; `make docs` runs it, tests hold them current."""

from pathlib import Path
from typing import Final

import click

from domain.catalogue import write_documents
from dure.asyncapi import render_asyncapi
from warehouse.catalogue import indicator_table, render_indicators

ROOT: Final = Path(__file__).parent.parent
_BEGIN: Final = "<!-- indicators: begin, written by `make docs` -->\n"
_END: Final = "<!-- indicators: end -->"


@click.command()
@click.option("--root", type=click.Path(path_type=Path, file_okay=False), default=ROOT)
def generate(root: Path) -> None:
    """Write events.md, JSON Schemas, asyncapi.yaml, indicators.md, and README's indicators."""
    write_documents(root / "docs")
    (root / "docs" / "asyncapi.yaml").write_text(render_asyncapi(), encoding="utf-8")
    (root / "docs" / "indicators.md").write_text(render_indicators(), encoding="utf-8")
    readme = root / "README.md"
    readme.write_text(with_indicators(readme.read_text(encoding="utf-8")), encoding="utf-8")


def with_indicators(readme: str) -> str:
    """README with the present table of indicators between its markers."""
    head, _, rest = readme.partition(_BEGIN)
    _, _, tail = rest.partition(_END)
    return f"{head}{_BEGIN}\n{indicator_table()}\n\n{_END}{tail}"


if __name__ == "__main__":
    generate()
