"""`dure framework`: what a policy designer writes, and what the guard says of it."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from dure.output import format_option, write_rows

if TYPE_CHECKING:
    from warehouse.guard import Refusal

_COLUMNS = ["rule", "line", "place", "ko", "en", "satisfied_by_ko", "satisfied_by_en"]


@click.group()
def framework() -> None:
    """Check assessment frameworks, and see those that ship."""


@framework.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@format_option
def check(file: Path, format_: str) -> int:
    """Say by which rules the guard refuses a framework, and what would satisfy each.

    Exit 0 when it passes, 1 when it is refused. docs/frameworks.md explains the rules.

    Example: dure framework check national.yaml
    """
    from dure.frameworks import framework_in  # noqa: PLC0415  # YAML and cards, for this verb only
    from warehouse.guard import refusals  # noqa: PLC0415
    from warehouse.guard_telling import answer  # noqa: PLC0415

    stated = framework_in(file)
    found = refusals(stated)
    if format_ == "table":
        click.echo(answer(file.name, stated, found))
    else:
        write_rows(_COLUMNS, [_row(one) for one in found], format_)
    return 1 if found else 0


@framework.command("list")
@format_option
def list_(format_: str) -> None:
    """List the frameworks that ship, to copy one and change it.

    Example: dure framework list
    """
    from dure.frameworks import shipped_frameworks  # noqa: PLC0415  # as above

    columns = ["id", "version", "name_ko", "name_en", "units", "indicators", "file"]
    rows = [
        (
            one.id,
            one.version,
            one.names.ko,
            one.names.en,
            one.units.type.value,
            [chosen.indicator for chosen in one.indicators],
            str(path),
        )
        for path, one in shipped_frameworks()
    ]
    write_rows(columns, rows, format_)


@framework.command()
def schema() -> None:
    """Print the JSON Schema of frameworks; editors complete and check YAML with it.

    Example: dure framework schema
    """
    from warehouse.framework_schema import render_framework_schema  # noqa: PLC0415  # as above

    click.echo(render_framework_schema(), nl=False)


def _row(one: "Refusal") -> tuple[object, ...]:
    says, satisfied_by = one.says, one.satisfied_by
    return (
        one.rule,
        one.line,
        one.place,
        says.ko,
        says.en,
        satisfied_by.ko,
        satisfied_by.en,
    )
