"""The rules by their ids, in Korean and English, and the checks that a record alone allows.

H rules are about the record: intake rejects or quarantines what breaks them. D rules are about
the world: a reported breach is kept and shows as a finding in the warehouse, a decision that would
breach D1 to D6 or D11 is refused by the aggregates. Here is the one text of each; whoever names a
rule names its id.
"""

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Final

import msgspec

from domain.dates import Occurred
from domain.facts import MONEY_SUFFIX, Fact, person_fields

DUTY_DAYS: Final = 180  # D4: after a contract or support ends, when a decision on the worker is due


class Rule(msgspec.Struct, frozen=True):
    """One rule: a stable id and the sentence that states it in both languages."""

    id: str
    ko: str
    en: str

    @property
    def concerns_record(self) -> bool:
        """Whether it is about the record itself, and therefore enforced at the door."""
        return self.id.startswith("H")


class Problem(msgspec.Struct, frozen=True):
    """What is wrong with a record: the rule, a stable code, a sentence, the field if it is one."""

    rule: str
    code: str
    sentence: str
    field: str | None = None


_ALL: Final = (
    Rule(
        "H1",
        "출처와 고유번호는 하나의 기록만 가리킨다. 같은 내용의 재제출은 아무 일도 일으키지 않고, "
        "다른 내용은 덮어쓰지 않는다.",
        "A source and an id name one record: the same content again does nothing, other content "
        "never overwrites it.",
    ),
    Rule(
        "H2",
        "기간의 시작은 끝보다 늦지 않다.",
        "A period does not end before it begins.",
    ),
    Rule(
        "H3",
        "받은 날보다 뒤의 날짜는 예정된 사실(활동 예정, 공고, 기한)에만 쓴다.",
        "Only what is planned (an activity, a call, a due date) lies after the day of receipt.",
    ),
    Rule(
        "H4",
        "정정과 철회는 기록된 사실을 가리킨다.",
        "A correction or a withdrawal names a recorded fact.",
    ),
    Rule(
        "H5",
        "주민등록번호, 전화번호, 전자우편 같은 직접 식별정보는 어떤 항목에도 담지 않는다.",
        "No field holds a direct identifier such as a resident registration number, a phone number "
        "or an e-mail address.",
    ),
    Rule(
        "H6",
        "지역 코드는 사실이 일어난 날에 있던 코드이거나, 코드표보다 새로운 코드이다.",
        "The area code existed at the date of the fact, or is newer than the area table.",
    ),
    Rule(
        "H7",
        "금액은 0 이상의 원 단위 정수이다.",
        "Money is a whole number of won, zero or more.",
    ),
    Rule(
        "D1",
        "소규모 사업은 1억 원 미만, 계획 기간 24개월 이하이며, 교부액의 합은 승인액을 넘지 않는다. "
        "지원사업이 따로 정한 한도가 있으면 그것을 따른다.",
        "A small project is of less than 100 million won and planned for up to 24 months, and its "
        "payments add up to no more than was approved; a programme's own terms go first.",
    ),
    Rule(
        "D2",
        "마을계획의 확정이 사업의 선정보다 앞서고, 사업은 그 계획의 의제를 하나 이상 인용한다.",
        "A plan is adopted before a project is approved, and the project cites at least one agenda "
        "item of that plan.",
    ),
    Rule(
        "D3",
        "연계는 같은 때에 지역이 같거나 포함되고 기간이 겹치는 서로 다른 두 사업 사이에만 있다.",
        "A link joins two distinct projects whose areas are equal or nested at that time and whose "
        "periods overlap; it is the same link from either side.",
    ),
    Rule(
        "D4",
        "활동가는 계약 기간 안에서만 배치되고 전일제 배치는 겹치지 않는다. 계약이나 지원이 끝나면 "
        "180일 안에 재교육 또는 재배치를 결정한다.",
        "A worker is assigned within a contract only and full-time to one place at a time; a "
        "decision on re-education or redeployment is due 180 days after a contract or support "
        "ends.",
    ),
    Rule(
        "D5",
        "대표 자리는 한 번에 한 사람이 맡고, 다음 대표의 선출 전에 물러난다.",
        "A leadership post has one holder at a time, who steps down before the next is installed.",
    ),
    Rule(
        "D6",
        "사업은 선정된 뒤에 착수하고, 완료 또는 중단은 한 번이며, 끝난 뒤에는 교부도 변경도 없다.",
        "A project starts after it is selected, is completed or abandoned once, and has no grant "
        "or change after its end.",
    ),
    Rule(
        "D7",
        "한 주민의 한 활동 참여는 한 번 기록된다.",
        "A resident's participation in an activity is recorded once.",
    ),
    Rule(
        "D8",
        "결정의 참여 수준은 그 결정의 사실이 뒷받침하는 수준을 넘지 않는다.",
        "The level claimed for a decision is not above the level that its facts support.",
    ),
    Rule(
        "D9",
        "승계한 조직은 생존을 셀 때 앞선 조직의 결성일을 이어받는다.",
        "An organisation that succeeds another keeps the founding date for survival.",
    ),
    Rule(
        "D10",
        "지원 종료 뒤의 지표는 지원 종료가 기록된 뒤에만 있고, 다시 시작한 지원은 새 기간이다.",
        "Support has ended before anything is measured after it; support that restarts is a new "
        "spell.",
    ),
    Rule(
        "D11",
        "매뉴얼의 채택은 그날까지 배포된 판을 가리킨다.",
        "The adoption of a manual refers to a version published by then.",
    ),
    Rule(
        "D12",
        "여러 마을의 계획이 80%를 넘게 같은 항목이면 메뉴판식 계획이다.",
        "Plans of several communities that share more than 80 % of their items are a menu plate.",
    ),
    Rule(
        "D13",
        "중복지원 제한은 유효기간이 있는 지원사업 자료를 따른다.",
        "Limits on repeated support are those of the programme data that were valid then.",
    ),
)
_PSEUDONYM: Final = re.compile(r"p-[0-9a-f]{20}")
RULES: Final[Mapping[str, Rule]] = MappingProxyType({rule.id: rule for rule in _ALL})


def check_record(fact: Fact, received_on: date) -> Problem | None:
    """The first of H2, H3 and H7 that a decoded fact breaks, received on a day (of Korea).

    The other H rules need the ledger (H1, H4), the text scan of intake (H5) or the area table (H6).
    Decoding already refuses much of this; facts made by other code meet the same checks here.
    """
    occurred = fact.occurred
    if occurred.last < occurred.first:
        return _ends_before_it_begins(occurred)
    if occurred.first > received_on and not fact.PLANNED:
        return _lies_in_the_future(fact, received_on)
    for name in _amounts(type(fact)):
        amount = getattr(fact, name)
        if amount is not None and (type(amount) is not int or amount < 0):
            sentence = f"{name} is {amount!r}; write a whole number of won, zero or more"
            return Problem("H7", "invalid-amount", sentence, name)
    return None


def unhidden_person(fact: Fact) -> str | None:
    """The first field that names a person otherwise than by pseudonym (H5); None if all are hidden.

    Intake makes the pseudonyms of reported facts; a decision must come with them.
    """
    for name in person_fields(type(fact)):
        stated = getattr(fact, name)
        persons = stated if isinstance(stated, tuple) else (stated,)
        if not all(person is None or is_pseudonym(person) for person in persons):
            return name
    return None


def is_pseudonym(person: str) -> bool:
    """Whether a person is named as `streams.privacy` names them."""
    return _PSEUDONYM.fullmatch(person) is not None


def _ends_before_it_begins(occurred: Occurred) -> Problem:
    sentence = f"the period ends on {occurred.last}, before it begins on {occurred.first}"
    return Problem("H2", "end-before-start", sentence, "occurred")


def _lies_in_the_future(fact: Fact, received_on: date) -> Problem:
    sentence = (
        f"{fact.TOPIC} happened on {fact.occurred.first}, after the day of receipt, "
        f"{received_on}: only planned facts lie in the future"
    )
    return Problem("H3", "future-date", sentence, "occurred")


@cache  # bounded by the number of event classes
def _amounts(kind: type[Fact]) -> tuple[str, ...]:
    return tuple(name for name in kind.__struct_fields__ if name.endswith(MONEY_SUFFIX))
