"""How fields are described to people follows what they take."""

from typing import get_args, get_type_hints

import pytest

from domain.facts import MONEY_SUFFIX, Fact, Won, person_fields
from domain.shapes import Form, shapes_of
from domain.vocabulary import FACT_TYPES

every_kind = pytest.mark.parametrize("kind", FACT_TYPES.values(), ids=FACT_TYPES)


@every_kind
def test_every_field_has_a_form(kind: type[Fact]) -> None:
    assert [shape.name for shape in shapes_of(kind)] == list(kind.__struct_fields__)


@every_kind
def test_persons_and_money_are_told_apart(kind: type[Fact]) -> None:
    hints = get_type_hints(kind, include_extras=True)
    for shape in shapes_of(kind):
        assert (shape.form is Form.PERSON) == (shape.name in person_fields(kind))
        is_money = shape.name.endswith(MONEY_SUFFIX)
        assert (shape.form is Form.WON) == is_money
        assert not is_money or Won in (hints[shape.name], *get_args(hints[shape.name]))


def test_lists_and_single_values_are_told_apart() -> None:
    shapes = {shape.name: shape for shape in shapes_of(FACT_TYPES["plan.adopted.v1"])}
    assert shapes["agendas"].is_list
    assert shapes["agendas"].form is Form.KEY
    assert shapes["items"].form is Form.TEXT
    assert not shapes["assembly"].is_list
