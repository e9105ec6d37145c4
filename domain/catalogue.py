"""The event catalogue: every event type with its fields, in Korean and English, from the classes.

`docs/events.md` and `docs/schemas/` are what `documents` returns; a test holds them current.
"""

import json
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Final

from domain.facts import Fact
from domain.glossary import term
from domain.schema import first_sentence, is_reported, sentence_ko, wire_schema
from domain.shapes import Shape, shapes_of
from domain.upcasts import EARLIER_VERSIONS
from domain.vocabulary import AGGREGATES, FACT_TYPES, PERSON_SUBJECTS, facts_of

_SCHEMAS: Final = "*.v*.json"  # of types, which have versions; other schemas are not made here
_OPENING = f"""# Events

Every event type of dure, generated from the event classes (`make docs`).
모든 사건의 종류. 사건 클래스에서 만들어진다.

There are {len(FACT_TYPES)} types. On the wire a fact is a CloudEvent whose `type` is `dure.` and
the name below; its JSON Schema is in [`schemas/`](schemas/), and `dure template TYPE` makes a
sheet to fill in. Every fact has `occurred` (a day, a month, a year or a period) and may have
`area`; fields marked 👤 hold persons and are pseudonymised before anything is stored.
"""


def documents() -> dict[PurePosixPath, str]:
    """All generated pages by their path below `docs/`."""
    pages = {PurePosixPath("events.md"): render_catalogue()}
    for kind in FACT_TYPES.values():
        if is_reported(kind):
            pages[PurePosixPath("schemas", f"{kind.TOPIC}.json")] = render_schema(kind)
    return pages


def write_documents(folder: Path) -> None:
    """Write the generated pages below `folder`; schemas of types that are gone are deleted."""
    pages = documents()
    for stale in sorted((folder / "schemas").glob(_SCHEMAS)):
        if PurePosixPath("schemas", stale.name) not in pages:
            stale.unlink()
    for path, text in pages.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def render_schema(kind: type[Fact]) -> str:
    """The JSON Schema of one fact as text."""
    return json.dumps(wire_schema(kind), ensure_ascii=False, indent=2) + "\n"


def render_catalogue() -> str:
    """The catalogue as Markdown."""
    return "\n".join([_OPENING, *_aggregates()])


def _aggregates() -> Iterator[str]:
    for aggregate in AGGREGATES:
        summary = (aggregate.__doc__ or "").split("\n\n", maxsplit=1)[0]
        if aggregate.NAME in PERSON_SUBJECTS:
            summary += " The subject is a person and is pseudonymised."
        yield f"## {aggregate.NAME} · {aggregate.KO}\n\n{summary}\n"
        for kind in facts_of(aggregate):
            yield from _event(kind)


def _event(kind: type[Fact]) -> Iterator[str]:
    yield f"### `{kind.TOPIC}`\n"
    yield f"**{kind.KO} · {kind.EN}.** {sentence_ko(kind)} {first_sentence(kind)}\n"
    for before, (after, _lift) in EARLIER_VERSIONS.items():
        if after == kind.TOPIC:
            yield f"`{before}` is still read, and brought to this version.\n"
    if not is_reported(kind):
        yield "Recorded by dure itself; feeds do not report it.\n"
    yield "| field | 이름 | name | takes | must |"
    yield "|---|---|---|---|---|"
    for shape in shapes_of(kind):
        if shape.name not in {"occurred", "area"}:
            yield _row(kind, shape)
    yield ""


def _row(kind: type[Fact], shape: Shape) -> str:
    named = term(kind.TOPIC, shape.name)
    takes = shape.form.in_language("en")
    if shape.is_list:
        takes = f"list of: {takes}"
    if named.note_en:
        takes = f"{takes}; {named.note_en}"
    if shape.default not in (None, ()):
        takes = f"{takes}; otherwise `{json.dumps(shape.default)}`"
    name = f"`{shape.name}`" + (" 👤" if shape.form.name == "PERSON" else "")
    must = "yes" if shape.is_required else ""
    return f"| {name} | {named.ko} | {named.en} | {takes} | {must} |"
