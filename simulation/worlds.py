"""Worlds by name: the usual one, the one that the policy study found, and its opposite.

The study's comparison of its cases says four things: the sense of community is strong, resident
organisations and leaders that represent it are hard to find, intermediaries are not fully formed,
and related projects of one area are not linked. `study` plants all four, `contrary` none.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from simulation.parameters import PLANTED, Parameters

_STUDY: Final = replace(
    PLANTED,
    leadership=replace(PLANTED.leadership, led_bodies=1, longest_vacancy_days=600),
    projects=replace(PLANTED.projects, linked_share=0.05),
    support=replace(PLANTED.support, every_quarter_share=0.1, longest_vacancy_days=500),
)
_CONTRARY: Final = replace(
    PLANTED,
    sense=replace(PLANTED.sense, share_of_range=0.4),
    projects=replace(
        PLANTED.projects, linked_share=0.9, paper_link_share=0.05, half_link_share=0.0
    ),
    support=replace(PLANTED.support, every_quarter_share=1.0, longest_vacancy_days=12),
)
WORLDS: Final[Mapping[str, Parameters]] = {
    "usual": PLANTED,
    "study": _STUDY,
    "contrary": _CONTRARY,
}
