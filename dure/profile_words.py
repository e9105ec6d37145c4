"""The words of a profile's table, in Korean and English; `dure.commands.profile` prints it.

Python and no YAML: a profile is read in a third of a second, and YAML takes a tenth to parse.
"""

from typing import Final

WORDS: Final = {
    "ko": {
        "at": "{valid_at} 기준, {known_at:%Y-%m-%d}까지 알려진 바. 순위도 점수도 판정도 없습니다.",
        "alike": "비슷한 곳: {likeness}이 같은 곳. 이름 없이, 다섯 곳 이상일 때만 보입니다.",
        "not_alike": "이 단위는 무엇이 비슷한지 기록되지 않아 견줄 곳이 없습니다.",
        "task_1": "과제 1 사람: 주민 역량과 참여",
        "task_2": "과제 2 정부: 중앙과 지방의 역할 전환",
        "task_3": "과제 3 계획: 주민의 계획과 제도적 뒷받침",
        "task_4": "과제 4 중간지원: 중간지원조직",
        "columns": ("지표", "무엇", "지금", "95 % 구간 또는 한계", "지난날", "비슷한 곳"),
        "early": "{required}개월 가운데 {observed}개월 관찰",
        "few_cases": "아직 사례가 적음",
        "no_data": "기록 없음",
        "not_applicable": "해당 없음",
        "suppressed": "주민 5명 미만이 드러남",
        "too_few": "비슷한 곳이 너무 적음 ({count})",
        "two_sided": "높아도 낮아도 살필 것",
        "result": "결과 지표",
        "none": "해당하는 지표가 아직 없습니다.",
        "guard": "기록을 어디까지 믿을 수 있나",
        "stages": "과정 안내의 단계",
        "markers": "진전 표지",
        "stories": "변화 이야기 ({shown}/{count})",
        "chosen": "    고른 이: {selected_by}, {selected_on}. 까닭: {reason}",
        "not_chosen": "    가장 뜻깊은 것으로 고른 기록이 없습니다",
        "of": "{seen}/{all}곳",
    },
    "en": {
        "at": "as of {valid_at}, as known on {known_at:%Y-%m-%d}; no rank, no score, no verdict",
        "alike": "similar units: the same {likeness}; unnamed, and not shown if fewer than five",
        "not_alike": "nothing tells in what such a unit is like others, so there is no band",
        "task_1": "Task 1 People: residents' capacity and participation",
        "task_2": "Task 2 Government: changed roles, central and local",
        "task_3": "Task 3 Plans: residents' planning and what it stands on",
        "task_4": "Task 4 Intermediaries: support organisations",
        "columns": ("id", "measure", "now", "95 % interval or bounds", "past", "similar units"),
        "early": "observed {observed} of {required} months",
        "few_cases": "too few cases yet",
        "no_data": "no records",
        "not_applicable": "not applicable",
        "suppressed": "would tell of fewer than 5",
        "too_few": "too few similar units ({count})",
        "two_sided": "two-sided",
        "result": "result",
        "none": "There is no indicator of this task for this unit yet.",
        "guard": "How far the records can be trusted",
        "stages": "Stages of the process guide",
        "markers": "Progress markers",
        "stories": "Stories of change ({shown} of {count})",
        "chosen": "    selected by {selected_by}, {selected_on}: {reason}",
        "not_chosen": "    not selected as most significant by anybody",
        "of": "in {seen} of {all}",
    },
}
GUARD_NAMES: Final = {
    "coverage": ("자료 제출 충족률 (평균)", "feed coverage, mean of kinds"),
    "least_coverage": ("자료 제출 충족률 (가장 낮은 종류)", "feed coverage, lowest of kinds"),
    "count_facts": ("기록 건수", "facts"),
    "median_lag_days": ("보고 지연, 중앙값 (일)", "days until reported, median"),
    "p90_lag_days": ("보고 지연, 90 % (일)", "days until reported, 90 %"),
    "imprecise_share": ("날짜가 정확하지 않은 비율", "share of imprecise dates"),
    "corrected_share": ("정정된 비율", "share corrected or withdrawn"),
    "self_report_share": ("스스로 보고한 비율", "share of self-report"),
    "count_quarantined": ("격리된 행", "rows quarantined on receipt"),
    "immature_share": (
        "아직 이른 값의 비율 (같은 종류의 단위)",
        "share of values too early, such units",
    ),
}
SEEN_NAMES: Final = {
    "ko": {"seen": "보임", "partly": "일부", "not_seen": "아직", "unobserved": "모름"},
    "en": {"seen": "seen", "partly": "partly", "not_seen": "not yet", "unobserved": "unknown"},
}
LEVEL_NAMES: Final = {
    "expect": ("기대하는 변화", "expect to see"),
    "like": ("바라는 변화", "like to see"),
    "love": ("꿈꾸는 변화", "love to see"),
}
LIKENESS_NAMES: Final = {
    "programme": ("지원사업", "programme"),
    "stage": ("지원 단계", "stage of support"),
    "city_class": ("도시 유형", "class of city"),
    "independence": ("재정자립도 구간", "class of financial independence"),
}
