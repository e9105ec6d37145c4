"""Wires frameworks: reads one with the cohorts of the reference data, and lists those that ship.

`dure framework` and publications read frameworks here and hand them to `warehouse.guard`.
"""

from pathlib import Path

import yaml

from dure.wiring import reference_folder
from warehouse.framework import Framework, parse_framework, read_framework


def framework_in(path: Path) -> Framework:
    """The framework in a file; raises FrameworkError, also for a cohort that there is not."""
    return read_framework(path, cohorts())


def framework_of(text: str, name: str) -> Framework:
    """The framework that a text states, such as one kept with a publication; FrameworkError."""
    return parse_framework(text, name, cohorts())


def shipped_frameworks() -> list[tuple[Path, Framework]]:
    """The frameworks that ship as examples, by file."""
    paths = sorted((reference_folder() / "frameworks").glob("*.yaml"))
    return [(path, framework_in(path)) for path in paths]


def cohorts() -> tuple[str, ...]:
    """The cohorts of municipalities that the reference data define."""
    stated = yaml.safe_load((reference_folder() / "cohorts.yaml").read_text(encoding="utf-8"))
    return tuple(one["cohort"] for one in stated["cohorts"])
