"""The words by which frameworks ask for what dure has not: verdicts, ranks, scores, targets, names.

`warehouse.framework` sets keys of these names aside, so that the guard refuses them with a
sentence of their own and not as a slip of the pen. Words are compared without case, dashes and
underscores.
"""

import re
from collections.abc import Mapping
from typing import Final

from warehouse.framework_terms import Request

_WORDS: Final[Mapping[Request, str]] = {
    Request.VERDICT: (
        "verdict verdicts grade grades grading rating ratings judgement judgment pass fail "
        "passfail passed failed traffic_light direction higher_is_better lower_is_better "
        "judge evaluation_result 판정 등급 합격 불합격 평정 평가등급 신호등"
    ),
    Request.RANK: (
        "rank ranks ranking rankings ranked league_table league order_by top top_n bottom "
        "bottom_n best worst winners losers position quartile decile percentile "
        "순위 서열 석차 상위 하위 최우수 우수 백분위"
    ),
    Request.SCORE: (
        "score scores scoring points weight weights weighting weighted composite composite_index "
        "index overall total_score sum average aggregate formula "
        "점수 배점 총점 가중치 종합 종합점수 종합지수 지수 합산"
    ),
    Request.TARGET: (
        "target targets goal goals threshold thresholds cutoff cut_off benchmark minimum maximum "
        "quota achievement achievement_rate kpi expected "
        "목표 목표치 목표값 기준값 기준치 달성률 달성도 최저기준 하한 상한"
    ),
    Request.NAMES: (
        "name_units names_in_band named named_units show_names unit_names identify identify_units "
        "naming reveal compare_with_unit compared_units peers 실명 단체명 마을명 이름공개 명단"
    ),
}
_JOINTS: Final = re.compile(r"[\s_\-]+")


def request_of(word: str) -> Request | None:
    """What a key or value asks for that dure has not; None for any other word."""
    return _BY_WORD.get(_folded(word))


def _folded(word: str) -> str:
    return _JOINTS.sub("", word).casefold()


_BY_WORD: Final = {
    _folded(word): request for request, words in _WORDS.items() for word in words.split()
}
