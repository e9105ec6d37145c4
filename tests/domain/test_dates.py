"""How exactly a date is known: of one day, of an interval, and of what lasts."""

import pytest

from domain.dates import Occurred, Precision


@pytest.mark.parametrize(
    ("stated", "precision"),
    [
        ("2025-03-02", Precision.DAY),
        ("2025-03", Precision.MONTH),
        ("2025", Precision.YEAR),
        ({"from": "2025-03-02", "to": "2025-03-02"}, Precision.DAY),
        ({"from": "2025-03-02", "to": "2025-03-04"}, Precision.DAY),
        ({"from": "2025-03", "to": "2025-04"}, Precision.UNKNOWN),
        ({"from": "2025-03-02", "to": "2025-03"}, Precision.UNKNOWN),
        ({"from": "2025-03-02", "to": "2025-03-04", "precision": "unknown"}, Precision.UNKNOWN),
        ({"from": "2025-03-01", "to": "2025-03-31", "precision": "month"}, Precision.MONTH),
    ],
)
def test_an_interval_is_as_precise_as_both_its_ends(stated: object, precision: Precision) -> None:
    """Two exact days are a duration; whoever means some day between them says so."""
    read = Occurred.parse(stated)
    assert read.precision is precision
    assert Occurred.parse(read.to_wire()) == read
