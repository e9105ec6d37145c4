"""Says what is wrong with a value of a framework: in plain words, and what to write instead.

`warehouse.framework` asks it when msgspec refuses the plain data of a YAML file.
"""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any, Final

import msgspec
from msgspec import inspect

from warehouse.framework_terms import Stated

_STEP: Final = re.compile(r"\.(?P<name>[^.\[]+)|\[(?P<place>\d+)\]")
_FIELD: Final = re.compile(r"field `(?P<name>.*)`$")
_LONGEST_SHOWN: Final = 40  # letters of a wrong value


def fault(error: msgspec.ValidationError, stated: Any) -> tuple[str, str]:
    """The path of what is wrong, and the sentence, for plain data that is no framework."""
    told, _, where = str(error).partition(" - at ")
    path = where.strip("`") or "$"
    wanted, value = _type_at(path), _value_at(path, stated)
    named = _FIELD.search(told)
    if named and isinstance(wanted, inspect.StructType):
        keys = [field.encode_name for field in wanted.fields]
        if "missing" in told:
            return path, f"`{named['name']}` is missing here: add it"
        listed = ", ".join(keys)
        sentence = f"this is no key here{meant(named['name'], keys)}; the keys are {listed}"
        return f"{path}.{named['name']}", sentence
    return path, f"{shown(value)} does not fit: write {_wish(wanted, told)}"


def meant(name: str, known: Iterable[str]) -> str:
    """A guess at what was meant, to put into a sentence; empty where nothing is near."""
    near = get_close_matches(name, list(known), n=1)
    return f" (did you mean `{near[0]}`?)" if near else ""


def shown(value: Any) -> str:
    """A value as a sentence may hold it: short, and not a whole collection."""
    if isinstance(value, dict | list):
        return "a mapping" if isinstance(value, dict) else "a list"
    text = str(value)
    return f"'{text}'" if len(text) <= _LONGEST_SHOWN else f"'{text[:_LONGEST_SHOWN]}...'"


def _wish(wanted: inspect.Type | None, told: str) -> str:
    """What should stand there, by its type, else in the words of msgspec."""
    match wanted:
        case inspect.EnumType(cls=choices):
            wish = f"one of {', '.join(choices)}"
        case inspect.DateType():
            wish = "a day, such as 2025-12-31"
        case inspect.StructType(fields=fields):
            wish = f"a mapping with the keys {', '.join(field.encode_name for field in fields)}"
        case inspect.VarTupleType(min_length=int()):
            wish = "a list with at least one entry"
        case inspect.IntType():
            wish = "a whole number, zero or more"
        case inspect.StrType(pattern=str()):
            wish = "small letters, digits and dashes only"
        case inspect.VarTupleType():
            wish = "a list, [like, this]"
        case inspect.StrType():
            wish = "a text"
        case _:
            wish = told.removeprefix("Expected ").replace("`", "")
    return wish


def _steps(path: str) -> list[re.Match[str]]:
    return list(_STEP.finditer(path.removeprefix("$")))


def _type_at(path: str) -> inspect.Type | None:
    """The type of what stands at a path of a framework; None where nothing may stand."""
    found: inspect.Type | None = inspect.type_info(Stated)
    for step in _steps(path):
        if isinstance(found, inspect.StructType) and step["name"]:
            types = {field.encode_name: field.type for field in found.fields}
            found = types.get(step["name"])
        elif isinstance(found, inspect.VarTupleType) and step["place"]:
            found = found.item_type
        else:
            return None
        if isinstance(found, inspect.UnionType):
            found = next(one for one in found.types if not isinstance(one, inspect.NoneType))
    return found


def _value_at(path: str, stated: Any) -> Any:
    for step in _steps(path):
        stated = stated[step["name"] or int(step["place"])]
    return stated
