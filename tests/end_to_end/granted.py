"""How concentrated the support of a planted world is along municipalities, counted without SQL."""

import csv
from collections import Counter

import numpy as np

from tests.end_to_end.planted import REFERENCE, Planted


def concentration(planted: Planted) -> float:
    """Twice the covariance of support per head and rank, over the mean (Kakwani et al. 1997)."""
    won: Counter[str] = Counter()
    for (unit_type, key), counts in planted.realised("I22").items():
        if unit_type == "community":
            won[planted.truth["units"][key]["municipality"]] += counts["won"]
    ranked = sorted(_standing(set(won)), key=lambda one: one[1])
    residents = np.array([residents for _, _, residents in ranked], dtype=float)
    per_head = np.array([won[code] for code, *_ in ranked]) / residents
    weight = residents / residents.sum()
    rank = np.cumsum(weight) - weight / 2
    mean = float((weight * per_head).sum())
    covariance = float((weight * (per_head - mean) * (rank - 0.5)).sum())
    return 2 * covariance / mean


def _standing(municipalities: set[str]) -> list[tuple[str, float, int]]:
    """Present code, financial independence ratio and residents of each."""
    with (REFERENCE / "area_codes.csv").open(encoding="utf-8", newline="") as file:
        present = {row["code"]: row["municipality"] for row in csv.DictReader(file)}
    with (REFERENCE / "municipalities.csv").open(encoding="utf-8", newline="") as file:
        return [
            (code, float(row["financial_independence_percent"]), int(row["population"]))
            for row in csv.DictReader(file)
            if (code := present[row["municipality"]]) in municipalities
        ]
