"""Reads the terms of programmes from the reference data, for the decisions that they bound."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import yaml

from domain.terms import Terms, TermsOf, default_terms
from dure.wiring import reference_folder


def terms_of() -> TermsOf:
    """A look-up of the small-project terms in force on a day; without any, the study's hold."""
    stated = yaml.safe_load((reference_folder() / "programmes.yaml").read_text(encoding="utf-8"))
    by_key = {one["key"]: one.get("small_project_terms", ()) for one in stated["programmes"]}

    def look_up(programme: str, day: date) -> Terms:
        for one in by_key.get(programme, ()):
            if _is_in_force(one, day):
                return Terms(
                    version=f"{programme}-{one['version']}",
                    below_won=one["below_won"],
                    longest_months=one["longest_months"],
                )
        return default_terms(programme, day)

    return look_up


def _is_in_force(terms: Mapping[str, Any], day: date) -> bool:
    return _day(terms.get("valid_from"), date.min) <= day <= _day(terms.get("valid_to"), date.max)


def _day(stated: object, otherwise: date) -> date:
    return otherwise if stated is None else date.fromisoformat(str(stated))
