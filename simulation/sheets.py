"""The tables that people deliver: columns, labels and notations of the CSV and XLSX feeds.

Each column says how it is filled from a fact; `simulation/mappings/*.yaml` read the rows back.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Final

from simulation import names
from simulation.chance import happens
from simulation.telling import Event

Cell = Callable[[Event], str]

_RENAMED_FROM_YEAR: Final = 4  # of the world: offices change their forms
_REMARKS_FROM_YEAR: Final = 6
_EVEN: Final = 0.5
_MONTH_LENGTH: Final = len("2018-03")
_ROLE_LABELS: Final = {"attendee": "참여", "contributor": "봉사", "organiser": "주관"}
_POST_LABELS: Final = {
    "chair": "회장",
    "vice-chair": "부회장",
    "secretary": "총무",
    "treasurer": "회계",
    "auditor": "감사",
}
_CHANGE_LABELS: Final = {
    "formed": "결성",
    "member_joined": "가입",
    "member_left": "탈퇴",
    "leader_installed": "대표선출",
    "leader_stepped_down": "대표퇴임",
    "bylaws_adopted": "회칙제정",
    "incorporated": "법인설립",
    "designated": "지정",
    "space_agreement_signed": "공간협약",
    "succeeded": "승계",
    "merged": "통합",
    "dissolved": "해산",
}
_DAY_NOTATIONS: Final[tuple[Callable[[str, int, int], str], ...]] = (
    lambda year, month, day: f"{year}-{month:02d}-{day:02d}",
    lambda year, month, day: f"{year}.{month}.{day}.",
    lambda year, month, day: f"{year}. {month}. {day}.",
    lambda year, month, day: f"{year}년 {month}월 {day}일",
    lambda year, month, day: f"'{year[2:]}. {month}. {day}.",
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: its columns in order, and what each holds for a fact."""

    columns: dict[str, Cell]

    @property
    def header(self) -> list[str]:
        """The names of the columns."""
        return list(self.columns)

    def row(self, event: Event) -> list[str]:
        """One fact as a row."""
        return [cell(event) for cell in self.columns.values()]


def date_notation(occurred: str, random: Random) -> str:
    """A day or month as somebody in an office would write it."""
    if len(occurred) == _MONTH_LENGTH:
        year, month = occurred.split("-")
        is_in_words = happens(random, _EVEN)
        return f"{year}년 {int(month)}월" if is_in_words else f"{year}. {int(month)}."
    year, month, day = occurred.split("-")
    return random.choice(_DAY_NOTATIONS)(year, int(month), int(day))


def activities(random: Random, year: int) -> Sheet:
    """The centre's list of activities, held and announced, in a year of the world."""
    is_renamed = year >= _RENAMED_FROM_YEAR
    remarks: dict[str, Cell] = {"비고": lambda _: ""} if year >= _REMARKS_FROM_YEAR else {}
    return Sheet(
        {
            "구분": lambda event: "실시" if _is_held(event) else "예정",
            "활동번호": _field("activity"),
            "마을코드": _key,
            "시군구코드": _code,
            "활동 일자" if is_renamed else "활동일자": _date(random),
            "활동명": _field("title"),
            "활동유형": lambda event: names.KIND_LABELS[event["data"]["kind"]],
            "장소": _field("venue"),
            "주관주민": _joined("organisers", ","),
            "주관단체": _joined("organisations", ","),
            "관련사업": _joined("projects", "·"),
            "관련의제": _joined("agendas", ","),
            "지원사업": _field("programme"),
            "진행": _flag("facilitator_is_resident", "주민", "외부"),
            "참여 인원" if is_renamed else "참여인원": _heads,
            "서명부": _flag("is_signed_in", "있음", "없음"),
            "담당자": lambda event: names.person(len(event["data"]["title"])),
            "담당자연락처": lambda event: names.telephone(len(event["data"]["title"])),
            **remarks,
        }
    )


def sign_ins(random: Random, year: int) -> Sheet:
    """The sign-in lists, typed from paper; each year's typist has a notation of their own."""
    separator = "." if happens(random, _EVEN) else "-"
    person = "참여자 번호" if year >= _RENAMED_FROM_YEAR else "참여자번호"
    return Sheet(
        {
            "서명번호": lambda event: str(event["id"]),
            "마을코드": _key,
            "시군구코드": _code,
            "활동번호": _field("activity"),
            "활동일자": lambda event: str(event["data"]["occurred"]).replace("-", separator),
            person: _field("resident"),
            "성명": lambda event: names.person(_person_number(event)),
            "연락처": lambda event: names.telephone(_person_number(event)),
            "역할": lambda event: _ROLE_LABELS[event["data"].get("role", "attendee")],
            "소속단체": _field("organisation"),
        }
    )


def register(random: Random) -> Sheet:
    """The register's list of changes."""
    return Sheet(
        {
            "변동번호": lambda event: str(event["id"]),
            "변동구분": lambda event: _CHANGE_LABELS[_verb(event)],
            "변동일": _date(random),
            "단체번호": _key,
            "단체명": _field("name"),
            "마을코드": _field("community"),
            "시군구코드": _code,
            "주민": lambda event: _field("resident")(event) or _joined("founders", ",")(event),
            "직위": lambda event: (
                _POST_LABELS[event["data"].get("post", "chair")] if "leader" in _verb(event) else ""
            ),
            "전임": _field("previous"),
            "상대": _first("successor", "into", "programme"),
            "내용": _first("kind", "method", "legal_form", "designation", "space", "reason"),
            "승계규정": _flag("has_succession_rule", "유", "무"),
            "연임제한": _flag("has_term_limit", "유", "무"),
            "담당자": lambda event: names.person(len(event["id"])),
            "연락처": lambda event: names.telephone(len(event["id"])),
        }
    )


def _is_held(event: Event) -> bool:
    return bool(event["type"] == "dure.community.activity_held.v1")


def _verb(event: Event) -> str:
    verb: str = event["type"].split(".")[2]
    return verb


def _key(event: Event) -> str:
    key: str = event["subject"].partition("/")[2]
    return key


def _code(event: Event) -> str:
    code: str = event["data"]["area"]["code"]
    return code


def _person_number(event: Event) -> int:
    return int(event["data"]["resident"].rpartition("R")[2])


def _heads(event: Event) -> str:
    return f"{event['data']['head_count']:,}명" if "head_count" in event["data"] else ""


def _field(name: str) -> Cell:
    return lambda event: event["data"].get(name, "")


def _first(*fields: str) -> Cell:
    return lambda event: next((event["data"][name] for name in fields if name in event["data"]), "")


def _joined(name: str, separator: str) -> Cell:
    return lambda event: separator.join(event["data"].get(name, ()))


def _flag(name: str, yes: str, no: str) -> Cell:
    return lambda event: {True: yes, False: no, None: ""}[event["data"].get(name)]


def _date(random: Random) -> Cell:
    return lambda event: date_notation(event["data"]["occurred"], random)
