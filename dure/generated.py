"""Writes the generated pages of `docs/`: `make docs` runs it, a test holds them to be current."""

from pathlib import Path

import click

from domain.catalogue import write_documents
from warehouse.catalogue import render_indicators

DOCS = Path(__file__).parent.parent / "docs"


@click.command()
@click.option("--docs", type=click.Path(path_type=Path, file_okay=False), default=DOCS)
def generate(docs: Path) -> None:
    """Write events.md, the JSON Schemas and indicators.md below the docs folder."""
    write_documents(docs)
    (docs / "indicators.md").write_text(render_indicators(), encoding="utf-8")


if __name__ == "__main__":
    generate()
