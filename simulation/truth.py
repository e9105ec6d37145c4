"""The truth beside the feeds: what was planted, and what came of it in these lives.

For each indicator, `parameter` is what the planted hazards and shares imply, and `realised` counts
what happened by the last day, for the nation and each community. Beside them stand what a
comparison of cases should find, the bodies after support, the projects that breach D2 and the links
that are on paper only.
"""

import json
from collections import Counter
from pathlib import Path
from typing import Any

from simulation.cases import case_truth
from simulation.chance import DAYS_PER_MONTH
from simulation.implied import implied
from simulation.lives import Life, World
from simulation.realised import approved, realised, support_ends
from simulation.realised_people import realised_people
from simulation.windows import Counts, Windows


class Truth:
    """Gathers the truth of lives as they pass; small next to their facts."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._windows = Windows(world.calendar)
        self._units: dict[str, dict[str, str]] = {}
        self._realised: dict[str, dict[str, Counts]] = {}
        self._unplanned_projects: list[str] = []
        self._cases: dict[str, dict[str, Any]] = {}
        self._paper_links: list[str] = []
        self.support_ends: list[dict[str, str | None]] = []

    def add(self, life: Life) -> None:
        """Count one life."""
        place, windows = life.place, self._windows
        self._units[place.key] = {
            "programme": place.programme,
            "partner_programme": place.partner_programme,
            "municipality": place.city.code(windows.end - 1),
            "support_organisation": life.centre,
        }
        counts = realised(life, windows) | realised_people(life, windows)
        self._realised[place.key] = counts
        self._cases[place.key] = case_truth(life, windows, counts)
        self.support_ends += support_ends(life, windows)
        self._unplanned_projects += [
            project.key for project in approved(life, windows) if not project.plan_is_first
        ]
        self._paper_links += [
            link.one.key
            for link in life.links
            if link.kind == "paper" and link.dissolved is None and link.confirmed < windows.back(12)
        ]

    def indicators(self) -> dict[str, Any]:
        """Parameter and realised truth of each indicator."""
        document: dict[str, Any] = {}
        for indicator, parameter in implied(self._world.planted).items():
            community = {
                key: counts[indicator]
                for key, counts in self._realised.items()
                if indicator in counts
            }
            nation: Counts = Counter()
            for counts in community.values():
                nation.update(counts)
            document[indicator] = {
                "parameter": parameter,
                "realised": {"nation": nation, "community": community},
            }
        return document

    def document(self) -> dict[str, Any]:
        """The whole truth of the lives, ready for JSON."""
        calendar = self._world.calendar
        return {
            "seed": self._world.seed,
            "communities": self._world.communities,
            "years": calendar.years,
            "from": calendar.first.isoformat(),
            "to": calendar.last.isoformat(),
            "days_per_month": DAYS_PER_MONTH,
            "units": self._units,
            "indicators": self.indicators(),
            "cases": self._cases,
            "support_ends": self.support_ends,
            "unplanned_projects": self._unplanned_projects,
            "paper_links": self._paper_links,
        }


def write_truth(path: Path, document: dict[str, Any]) -> None:
    """Write a truth as JSON that a person can read."""
    text = json.dumps(document, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")
