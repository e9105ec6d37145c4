"""Nothing goes round the guard: publications take what it hands out, and nothing else."""

import ast
import copy
import pickle
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final, get_type_hints

import msgspec
import pytest

from tests.warehouse.framework_samples import K, figures, good, rules_of, sample
from warehouse import guard
from warehouse.guard import (
    Checked,
    Cleared,
    GuardRefusedError,
    check,
    clear,
    opened,
    opened_clearance,
)

ROOT: Final = Path(__file__).parents[2]


def test_what_is_refused_is_not_handed_on_and_the_error_tells_why() -> None:
    with pytest.raises(GuardRefusedError, match="F4: From the baseline") as refused:
        check(sample("F4"))
    assert rules_of(refused.value.refusals) == {"F4"}


def test_the_way_to_a_publication_goes_through_both_gates() -> None:
    framework = good()
    shown = figures(framework)
    assert opened_clearance(clear(check(framework), shown, K)) == (framework, shown, K)


def test_immature_figures_are_not_cleared() -> None:
    checked = check(good())
    with pytest.raises(GuardRefusedError, match="F14"):
        clear(checked, {}, K)


def test_the_gates_take_nothing_else_by_their_types() -> None:
    """mypy, strict in `make check`, refuses what these hints do not let pass."""
    assert get_type_hints(clear)["checked"] is Checked
    assert get_type_hints(opened)["checked"] is Checked
    assert get_type_hints(opened_clearance)["cleared"] is Cleared


@pytest.mark.parametrize("kind", [Checked, Cleared])
@pytest.mark.parametrize("seal", [None, object(), "seal"])
def test_nobody_else_makes_a_pass(kind: Any, seal: object) -> None:
    with pytest.raises(TypeError, match=r"only warehouse\.guard makes"):
        kind(seal, sample("F1"), {}, K) if kind is Cleared else kind(seal, sample("F1"))


def test_nothing_is_derived_from_a_pass() -> None:
    with pytest.raises(TypeError, match="go round the guard"):
        type("Mine", (Checked,), {"__init__": lambda _self, _framework: None})


@pytest.mark.parametrize("unchecked", [good(), "framework", None])
def test_an_unchecked_framework_is_refused_at_run_time(unchecked: Any) -> None:
    with pytest.raises(TypeError, match=r"through warehouse\.guard\.check"):
        clear(unchecked, {}, K)
    with pytest.raises(TypeError, match=r"through warehouse\.guard\.check"):
        opened(unchecked)
    with pytest.raises(TypeError, match=r"through warehouse\.guard\.clear"):
        opened_clearance(unchecked)


def test_a_pass_that_was_forged_round_the_constructor_is_refused_where_it_is_used() -> None:
    forged = object.__new__(Checked)
    forged._framework = sample("F8")
    with pytest.raises(GuardRefusedError, match="F8"):
        opened(forged)
    with pytest.raises(GuardRefusedError, match="F8"):
        clear(forged, figures(good()), K)
    cleared = object.__new__(Cleared)
    cleared._checked, cleared._figures, cleared._known_at = check(good()), {}, K
    with pytest.raises(GuardRefusedError, match="F14"):
        opened_clearance(cleared)


def test_a_pass_is_neither_kept_nor_copied() -> None:
    checked = check(good())
    with pytest.raises(TypeError, match="not kept"):
        pickle.dumps(checked)
    with pytest.raises(TypeError, match="not kept"):
        copy.copy(checked)


def test_a_framework_cannot_be_changed_after_it_passed() -> None:
    framework = opened(check(good()))
    with pytest.raises(AttributeError):
        framework.baseline = date(2025, 1, 1)  # type: ignore[misc]  # what a test tries
    with pytest.raises(TypeError):
        replace(framework, baseline=date(2025, 1, 1))  # type: ignore[type-var]  # it is no dataclass
    other = msgspec.structs.replace(framework, baseline=date(2025, 1, 1))
    with pytest.raises(GuardRefusedError, match="F4"):
        check(other)


def test_whatever_records_a_publication_opens_a_clearance() -> None:
    """No module of dure makes the event without having asked the guard for what it publishes."""
    for package in ("domain", "streams", "simulation", "warehouse", "dure"):
        for path in sorted((ROOT / package).rglob("*.py")):
            called = {
                ast.unparse(node.func)
                for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
                if isinstance(node, ast.Call)
            }
            if "Publication.Published" in called:
                assert {name.rpartition(".")[2] for name in called} >= {"opened_clearance"}, path


def test_the_guard_offers_no_other_way() -> None:
    makers = {
        name
        for name in guard.__all__
        if get_type_hints(getattr(guard, name)).get("return") in (Checked, Cleared)
        and not isinstance(getattr(guard, name), type)
    }
    assert makers == {"check", "clear"}
