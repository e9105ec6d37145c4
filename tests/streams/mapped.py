"""A mapping of activities, a row for it, and what the mapper makes of a row."""

from datetime import date
from typing import Any

import msgspec
import pytest

from domain.facts import decode_hook
from domain.vocabulary import WIRE_TYPES
from streams.mapper import Mapper
from streams.mapping_file import read_mapping
from streams.rows import Problem, RowProblemError, Values

RECEIVED = date(2025, 3, 31)
SOURCE = "urn:dure:feed:test"

ACTIVITIES = """
format: csv
encoding: cp949
id: [활동번호]
aliases: {활동 일자: 활동일자}
drop: [전화번호]
facts:
  - type: community.activity_held.v1
    id: "activity:{id}"
    when: {column: 구분, in: [활동]}
    subject: "community/{마을코드}"
    occurred: 활동일자
    area: {scheme: mois-sgg, column: 시군구코드}
    fields:
      activity: "{마을코드}-{활동번호}"
      organisations: {column: 주관, split: "[,·/&+]"}
      is_signed_in: {column: 서명부, values: {비치: true, 미비치: false}}
      programme: {const: village-enterprise}
      head_count: 참여인원
  - type: community.participation_recorded.v1
    id: "part:{id}:{주민}"
    when: {column: 구분, in: [활동]}
    subject: "community/{마을코드}"
    occurred: 활동일자
    each: {column: 참여자, split: "[,·]", as: 주민}
    fields: {resident: 주민, activity: "{마을코드}-{활동번호}"}
"""

ROW: Values = {
    "활동번호": "7",
    "구분": "활동",
    "마을코드": "v1",
    "활동일자": "2025. 3. 2.",
    "시군구코드": "47130",
    "주관": "마을회, 부녀회",
    "서명부": "비치",
    "참여인원": "1,200 명",
    "참여자": "김가, 이나",
}


def hide(person: str) -> str:
    return f"<{person}>"


def events(mapping: str, row: Values, received_on: date = RECEIVED) -> list[dict[str, Any]]:
    """The events of a row; each holds what its event class can decode."""
    found = Mapper(read_mapping(mapping), SOURCE, hide).events({**row}, received_on)
    for event in found:
        if not event["type"].startswith("dure.fact."):
            msgspec.convert(event["data"], WIRE_TYPES[event["type"]], dec_hook=decode_hook)
    return found


def problem(mapping: str, row: Values) -> Problem:
    with pytest.raises(RowProblemError) as caught:
        events(mapping, row)
    return caught.value.problem


def one_field(kind: str, fields: str, subject: str = "community/k") -> str:
    return f"""
format: csv
id: [번호]
facts:
  - type: {kind}
    subject: "{subject}"
    occurred: 날짜
    fields: {fields}
"""


def filled(kind: str, fields: str, value: str, subject: str = "community/k") -> Any:
    (event,) = events(one_field(kind, fields, subject), {"번호": "1", "날짜": "2025", "값": value})
    return event["data"]
