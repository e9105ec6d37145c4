"""The fields of an event class as people see them: what goes in, how many, and whether it must.

Templates, the catalogue and the examples read this instead of taking annotations apart themselves.
"""

from collections.abc import Mapping
from datetime import date
from enum import Enum
from types import MappingProxyType
from typing import Any, Final, NamedTuple, get_args, get_origin, get_type_hints

import msgspec

from domain.dates import Occurred
from domain.facts import MONEY_SUFFIX, Area, Count, Fact, FactKey, Hours, Key, Months, Person, Text


class Form(Enum):
    """What a field takes, in Korean and English."""

    OCCURRED = ("날짜(일, 월, 연 또는 기간)", "date: day, month, year or period")
    DAY = ("날짜(연-월-일)", "day (YYYY-MM-DD)")
    AREA = ("지역 코드", "area code with its scheme")
    FACT_KEY = ("사실의 출처와 번호", "source and id of a fact")
    DATA = ("사실의 내용 전체", "whole data of a fact")
    PERSON = ("사람(저장 전에 가명으로 바뀜)", "person (pseudonymised before storage)")
    KEY = ("번호 또는 코드", "key or code")
    TEXT = ("글", "text")
    YES_NO = ("예/아니오", "yes or no")
    WON = ("원 단위 금액", "whole won, zero or more")
    MONTHS = ("개월 수", "months")
    HOURS = ("시간 수", "hours")
    COUNT = ("0 이상의 정수", "whole number, zero or more")
    NUMBER = ("수", "number")

    def in_language(self, language: str) -> str:
        """The form in words, `ko` or `en`."""
        return self.value[0] if language == "ko" else self.value[1]


class Shape(NamedTuple):
    """One field: its form, whether it holds several values, and whether it must be there."""

    name: str
    form: Form
    is_list: bool
    is_required: bool
    default: Any


_FORMS: Final[Mapping[Any, Form]] = MappingProxyType(
    {
        Occurred: Form.OCCURRED,
        date: Form.DAY,
        Area: Form.AREA,
        FactKey: Form.FACT_KEY,
        dict[str, Any]: Form.DATA,
        Person: Form.PERSON,
        Key: Form.KEY,
        Text: Form.TEXT,
        str: Form.TEXT,
        bool: Form.YES_NO,
        Months: Form.MONTHS,
        Hours: Form.HOURS,
        Count: Form.COUNT,
        float: Form.NUMBER,
    }
)


def shapes_of(kind: type[Fact]) -> tuple[Shape, ...]:
    """The fields of an event class: its own as written, then `occurred` and `area`."""
    hints = get_type_hints(kind, include_extras=True)
    return tuple(_shape(field, hints[field.name]) for field in msgspec.structs.fields(kind))


def _shape(field: msgspec.structs.FieldInfo, hint: Any) -> Shape:
    is_list = get_origin(hint) is tuple
    choices = get_args(hint)[:1] if is_list else (hint, *get_args(hint))
    form = next(_FORMS[choice] for choice in choices if choice in _FORMS)
    if field.name.endswith(MONEY_SUFFIX):
        form = Form.WON
    default = None if field.default is msgspec.NODEFAULT else field.default
    return Shape(field.name, form, is_list, field.required, default)
