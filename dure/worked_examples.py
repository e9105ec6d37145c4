"""Works out one example of each indicator on the home of `make demo`, for the catalogue.

`python -m dure.worked_examples HOME` writes `warehouse/worked_examples.yaml`, from which
`warehouse.catalogue` tells them; README's test holds the file to the home that it makes.
"""

from datetime import date
from pathlib import Path
from typing import Any, Final

import click
import yaml

from dure.measuring import show
from dure.wiring import Home
from warehouse.cards import Card, cards
from warehouse.catalogue import EXAMPLES

VALID_AT: Final = date(2024, 12, 31)  # the last day of the simulated ten years
_TOLD: Final = ("value", "low", "high", "bound_low", "bound_high", "coverage")
_COUNTED: Final = ("numerator", "denominator", "n", "observed_months", "required_months")
_DIGITS: Final = 4


@click.command()
@click.argument("home", type=click.Path(path_type=Path, exists=True))
def write(home: Path) -> None:
    """Write the examples of a HOME that `make demo` made."""
    text = yaml.safe_dump(work_out(Home(home)), allow_unicode=True, sort_keys=False)
    EXAMPLES.write_text(text, encoding="utf-8")


def work_out(home: Home) -> dict[str, dict[str, Any]]:
    """An example of each indicator that has a mature figure there, by its id."""
    found = ((card.id, _example(home, card)) for card in cards())
    return {name: example for name, example in found if example is not None}


def _example(home: Home, card: Card) -> dict[str, Any] | None:
    """The first measure that is mature, of the smallest kind of unit and the first of its name."""
    reader = show(home, card.id, VALID_AT, None)
    rows = [dict(zip(reader.columns, row, strict=True)) for row in reader.rows]
    mature = [row for row in rows if row["status"] == "mature"]
    if not mature:
        return None
    kinds, measures = card.unit_types, list(card.measures)
    row = min(
        mature,
        key=lambda row: (
            kinds.index(row["unit_type"]),
            measures.index(row["measure"]),
            row["unit_id"],
            row["stratum"] != "all",  # those by band or group have nothing else
            row["stratum"],
        ),
    )
    told = {name: round(row[name], _DIGITS) for name in _TOLD if row[name] is not None}
    counted = {name: _whole(row[name]) for name in _COUNTED if row[name] is not None}
    place = {name: row[name] for name in ("unit_type", "unit_id", "measure")}
    if row["stratum"] != "all":
        place["stratum"] = row["stratum"]
    return {"valid_at": VALID_AT.isoformat(), **place, **told, **counted}


def _whole(number: float) -> float:
    """A count as the whole number that it is."""
    return int(number) if number == int(number) else round(number, _DIGITS)


if __name__ == "__main__":
    write()
