"""`dure schema` and `dure template`: what can be delivered, and a file to fill in."""

from pathlib import Path

import click

from dure.commands.options import lang_option
from dure.output import format_option, say, write_rows


@click.command()
@click.argument("type_", metavar="[TYPE]", required=False)
@format_option
def schema(type_: str | None, format_: str) -> None:
    """Print the JSON Schema of a fact; without TYPE the catalogue of facts.

    Example: dure schema community.activity_held
    """
    from domain.schema import wire_schema  # noqa: PLC0415  # schemas, for this form only
    from domain.vocabulary import FACT_TYPES, kind_of  # noqa: PLC0415

    if type_ is None:
        rows = [(topic, kind.KO, kind.EN) for topic, kind in FACT_TYPES.items()]
        write_rows(["type", "한국어", "english"], rows, format_)
        return
    import json  # noqa: PLC0415  # for this form only

    document = wire_schema(kind_of(type_))
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


@click.command()
@click.argument("type_", metavar="TYPE")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["csv", "xlsx"]),
    default="csv",
    show_default=True,
    help="The format of the feed file.",
)
@lang_option("the headers")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="The folder to write into [default: here].",
)
def template(type_: str, format_: str, lang: str, out: Path) -> None:
    """Write an empty feed file for a fact, with the mapping that reads it.

    Example: dure template community.activity_held --format xlsx --lang ko --out templates
    """
    from domain.templates import Language, write_template  # noqa: PLC0415  # openpyxl, here only
    from domain.vocabulary import kind_of  # noqa: PLC0415

    out.mkdir(parents=True, exist_ok=True)
    for path in write_template(kind_of(type_), out, format_, Language(lang)):
        say(f"wrote {path}")
