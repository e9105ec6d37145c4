"""Plausible Korean names for what the lives contain; none is a real village, body or person.

The mix of activities follows what fourteen residents' councils of one city published, 2015-2022.
"""

from dataclasses import dataclass
from random import Random
from typing import Final


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_VILLAGE_HEADS: Final = _words(
    """
    새터 양지 솔뫼 은행나무골 달빛 물안 배나무골 윗들 아랫말 느티 돌담 햇살 갯마을 안골 큰샘 꽃재
    대숲 너른들 장터 옛길 바람재 산들 한우물 감나무골 여울 들꽃 등대 모래내 밤골 참샘 우물가 구름재
    """
)
_VILLAGE_TAILS: Final = ("마을", "골목", "동네", "지구")

_LEARNING: Final = (
    "주민 배움터",
    "마을교육공동체 교실",
    "스마트폰 배움방",
    "목공 교실",
    "마을해설사 과정",
)
_PLANNING: Final = ("정기회의", "마을계획 워크숍", "의제 발굴 모임", "운영위원회", "주민 원탁회의")
_ENVIRONMENT: Final = (
    "골목 꽃길 가꾸기",
    "행복홀씨 청소",
    "하천 정화활동",
    "자원순환 장터",
    "벽화 그리기",
)
_FESTIVAL: Final = ("마을축제", "골목 음악회", "정월대보름 한마당", "가을 운동회", "마을 영화제")
_CARE: Final = ("반찬 나눔", "어르신 안부 살피기", "김장 나눔", "공동 밥상", "이웃 돌봄의 날")
_EXCHANGE: Final = ("선진지 견학", "이웃 마을 교류회", "자매마을 방문", "사례 나눔 간담회")
_CHILDREN: Final = ("어린이 놀이마당", "청소년 원탁토론", "마을학교 방과후", "청소년 기자단")
_SAFETY: Final = ("안전지도 만들기", "자율방범 순찰", "통학로 지킴이", "마을 갈등 대화모임")
_PRODUCTION: Final = ("공동 텃밭 가꾸기", "마을장터", "공동 작업장 운영")
_OTHER: Final = ("사랑방 모임", "마을 기록 산책", "마을신문 편집회의", "동아리 모임", "차 모임")
_KINDS: Final = {  # titles, and how often the kind was counted in the published lists
    "learning": (_LEARNING, 41),
    "planning": (_PLANNING, 40),
    "environment": (_ENVIRONMENT, 40),
    "festival": (_FESTIVAL, 35),
    "care": (_CARE, 34),
    "exchange": (_EXCHANGE, 32),
    "children": (_CHILDREN, 24),
    "safety": (_SAFETY, 17),
    "production": (_PRODUCTION, 8),
    "other": (_OTHER, 52),
}
KIND_LABELS: Final = {
    "learning": "교육",
    "planning": "회의",
    "environment": "환경",
    "festival": "축제",
    "care": "나눔",
    "exchange": "교류",
    "children": "아동청소년",
    "safety": "안전",
    "production": "생산",
    "other": "기타",
}
_KIND_NAMES: Final = tuple(_KINDS)
_KIND_WEIGHTS: Final = tuple(weight for _, weight in _KINDS.values())
_COLD: Final = frozenset((12, 1, 2))
_INDOORS: Final = {"environment": "learning", "production": "other", "festival": "care"}

_BODY_TYPES: Final = (
    ("텃밭공동체", "group"),
    ("반찬나눔회", "group"),
    ("목공방", "workshop"),
    ("마을기록단", "group"),
    ("마을밥상 협동조합", "cooperative"),
    ("청년모임", "group"),
    ("골목정원단", "group"),
    ("마을기업 두레장터", "village-enterprise"),
    ("풍물패", "group"),
    ("그림책모임", "group"),
    ("돌봄 사회적협동조합", "social-cooperative"),
    ("마을라디오", "group"),
    ("도자기공방", "workshop"),
    ("제로웨이스트모임", "group"),
    ("집수리 협동조합", "cooperative"),
    ("아이돌봄모임", "group"),
    ("마을관리 사회적협동조합", "social-cooperative"),
    ("바느질공방", "workshop"),
    ("건강걷기회", "group"),
    ("마을기업 들기름방", "village-enterprise"),
    ("마을해설단", "group"),
    ("작은도서관 운영회", "group"),
)
BODY_TYPES: Final = len(_BODY_TYPES)

_AGENDA_WHERE: Final = _words("윗마을 아랫마을 장터길 학교앞 회관앞 역전 냇가 언덕길 새길 큰길")
_AGENDA_WHAT: Final = _words(
    """
    보안등 쉼터 텃밭 정류장 빈집 계단 놀이터 경로당 마을회관 산책로 분리배출장 통학로 도서관 주차장
    벽화 우물 안내판 공유부엌 버스배차 배수로 당산나무 빨래터 마을신문 청년공간 소음민원 축사악취
    직매장 방범카메라 경사로 마을축제
    """
)
_AGENDA_HOW: Final = (
    "정비",
    "설치",
    "개방",
    "함께 쓰기",
    "이름 짓기",
    "운영 개선",
    "가꾸기",
    "안전 점검",
)
VENUES: Final = _words(
    "마을회관 주민센터 경로당 마을사랑방 느티나무쉼터 초등학교강당 공유부엌 골목공방"
)

_FAMILY_NAMES: Final = tuple("김이박최정강조윤장임한오서신권황안송류홍")
_GIVEN_NAMES: Final = _words("영희 순자 미경 정숙 철수 민수 지훈 서연 은주 성호 현우 말순")


@dataclass(frozen=True, slots=True)
class ActivityName:
    """What an activity is called and of which kind it is."""

    kind: str
    title: str


def village(index: int) -> str:
    """A village's name; the first thirty-two differ, later ones repeat with another tail."""
    head = _VILLAGE_HEADS[index % len(_VILLAGE_HEADS)]
    return head + _VILLAGE_TAILS[(index + index // len(_VILLAGE_HEADS)) % len(_VILLAGE_TAILS)]


def activity(random: Random, month: int) -> ActivityName:
    """An activity for the season: what is done outdoors in summer is done indoors in winter."""
    kind = random.choices(_KIND_NAMES, _KIND_WEIGHTS)[0]
    if month in _COLD:
        kind = _INDOORS.get(kind, kind)
    return ActivityName(kind, random.choice(_KINDS[kind][0]))


def body(village_name: str, index: int) -> tuple[str, str]:
    """The name and kind of a body in a village; `BODY_TYPES` consecutive numbers differ."""
    name, kind = _BODY_TYPES[index % BODY_TYPES]
    return f"{village_name} {name}", kind


def agenda(random: Random) -> str:
    """An agenda item in the words of the residents; 2,400 differ."""
    where, what = random.choice(_AGENDA_WHERE), random.choice(_AGENDA_WHAT)
    return f"{where} {what} {random.choice(_AGENDA_HOW)}"


def person(number: int) -> str:
    """A name for the name column of a sheet, which no mapping lets through."""
    family = _FAMILY_NAMES[number % len(_FAMILY_NAMES)]
    return family + _GIVEN_NAMES[number // len(_FAMILY_NAMES) % len(_GIVEN_NAMES)]


def telephone(number: int) -> str:
    """A number of the range that is never given out, for the telephone column of a sheet."""
    return f"010-0000-{number % 10_000:04d}"
