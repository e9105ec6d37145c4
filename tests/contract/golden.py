"""The golden data of every event version, which must load for ever.

`python -m tests.contract.golden` writes the files of versions that have none yet, from the examples
of today. It never touches a file that is there: those are what old ledgers hold.
"""

import json
from pathlib import Path
from typing import Any

import msgspec

from domain.examples import example_data
from domain.facts import Fact, decode_hook
from domain.published import data_bytes
from domain.vocabulary import FACT_TYPES

FOLDER = Path(__file__).parent / "golden"
FORMS = {"full": True, "required": False}


def golden_path(topic: str, form: str) -> Path:
    """The file of one event version; `form` is `full` or `required`."""
    return FOLDER / f"{topic}.{form}.json"


def published_example(kind: type[Fact], *, is_full: bool) -> dict[str, Any]:
    """The example as the ledger publishes it."""
    data = example_data(kind, is_full=is_full)
    fact = msgspec.convert(data, kind, dec_hook=decode_hook)
    published: dict[str, Any] = msgspec.json.decode(data_bytes(fact))
    return published


def write_missing() -> list[Path]:
    """Write the files that are not there; returns them."""
    written = []
    for topic, kind in FACT_TYPES.items():
        for form, is_full in FORMS.items():
            path = golden_path(topic, form)
            if not path.exists():
                data = published_example(kind, is_full=is_full)
                text = json.dumps(data, ensure_ascii=False, indent=2)
                path.write_text(text + "\n", encoding="utf-8")
                written.append(path)
    return written


if __name__ == "__main__":
    for new in write_missing():
        print(new)  # noqa: T201  # a script tells what it wrote
