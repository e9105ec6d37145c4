"""Unpacks `reference/case_comparison.yaml` into rows of tables, for `warehouse.reference`."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_OF_ALL = "set"  # what holds for every statement

Rows = Sequence[tuple[object, ...]]
_Stated = Mapping[str, Any]


def case_tables(stated: _Stated) -> Iterator[tuple[str, Rows]]:
    """Each table with its rows: scales, limits, wordings."""
    version = stated["version"]
    yield (
        "sense_scale",
        [
            tuple(
                scale[name]
                for name in ("scale", "lowest", "highest", "ko", "en", "source", "verified")
            )
            for scale in stated["scales"]
        ],
    )
    limits = {_OF_ALL: stated["set"]["limits"]} | {
        one["statement"]: one["limits"] for one in stated["statements"]
    }
    yield (
        "case_threshold",
        [
            (version, statement, name, value)
            for statement, values in limits.items()
            for name, value in values.items()
        ],
    )
    yield "case_wording", [(version, *wording) for wording in _wordings(stated)]


def _wordings(stated: _Stated) -> Iterator[tuple[object, ...]]:
    """Statement, its place, level, what is said, and the two sentences."""
    for says, text in stated["set"]["sentences"].items():
        yield _OF_ALL, 0, "set", says, text["ko"], text["en"]
    for order, one in enumerate(stated["statements"], start=1):
        name = one["statement"]
        yield name, order, "statement", "statement", one["ko"], one["en"]
        for key, level in (("says", "case"), ("set", "set"), ("reasons", "reason")):
            for says, text in one[key].items():
                yield name, order, level, says, text["ko"], text["en"]
