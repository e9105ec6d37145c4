"""Where a partition of inbound records is read on, whatever happened to ledger, group and topic."""

import pytest

from streams.inbound_desk import Reached
from streams.inbound_log import Start, start_of
from streams.topic_log import Bounds


@pytest.mark.parametrize(
    ("reached", "committed", "start"),
    [
        (None, None, (5, 5)),  # a new ledger
        (None, 30, (5, 5)),  # a ledger that was lost, a group that was not
        (Reached(20, 15, "id"), None, (15, 15)),  # the group's offsets have expired
        (Reached(20, 15, "id"), 18, (18, 18)),  # killed between the ledger and the answer
        (Reached(20, 15, "id"), 20, (20, 20)),  # all is answered
        (Reached(20, 15, "id"), 30, (20, 20)),  # an older ledger, or offsets moved ahead
        (Reached(20, 15, "id"), 6, (6, 6)),  # offsets moved back, to have all answered again
        (Reached(4, 2, "id"), 3, (5, 3)),  # records were removed before they were read
        (Reached(20, 15, "other"), 18, (5, 5)),  # the topic was made anew
        (Reached(50, 45, "id"), 50, (5, 5)),  # the topic was cut off
    ],
)
def test_where_to_read_on(
    reached: Reached | None, committed: int | None, start: tuple[int, int]
) -> None:
    assert start_of(Bounds(5, 40), "id", reached, committed) == Start(*start)
