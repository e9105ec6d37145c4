"""Takes the members of a JSON object for the columns of a row, under the names of a mapping.

`streams.formats` calls it for deliveries of JSON rows that are not CloudEvents.
"""

from typing import Any

from streams.mapping import Mapping
from streams.rows import MOST_COLUMNS, Cell, UnreadableRowError, Values, shown
from streams.templates import column_name


class JsonColumns:
    """The columns that a mapping reads from JSON objects. An absent member is an empty cell."""

    def __init__(self, mapping: Mapping) -> None:
        self._wanted = mapping.columns()
        self._passed_over = frozenset(mapping.drop)
        self._refuses_unknown = mapping.unknown_columns == "refuse"
        self._aliases = {column_name(name): column for name, column in mapping.aliases.items()}

    def values(self, members: dict[str, Any]) -> Values:
        """The cells of a row by column. Raises UnreadableRowError for members that are no cells."""
        if len(members) > MOST_COLUMNS:
            msg = f"the row has {len(members):,} members, {MOST_COLUMNS:,} are the most"
            raise UnreadableRowError("too-many-columns", msg)
        values: Values = {}
        for member, value in members.items():
            name = self._aliases.get(member, member)
            if name in self._wanted:
                if name in values:
                    msg = f"the row states the column {shown(name)} twice"
                    raise UnreadableRowError("duplicate-column", msg)
                values[name] = _cell(value, name)
            elif self._refuses_unknown and name not in self._passed_over:
                msg = f"the mapping does not know the column {shown(name)}"
                raise UnreadableRowError("unknown-column", msg)
        return values


def _cell(value: Any, column: str) -> Cell:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list):
        return [_text(part, column).strip() for part in value]
    return _text(value, column)


def _text(value: Any, column: str) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, int | float):
        return str(value)
    msg = f"the column {shown(column)} holds an object or a list of lists, not a value"
    raise UnreadableRowError("not-one-value", msg)
