"""The JSON Schema (2020-12) of frameworks, by which editors complete and check YAML as one types.

`dure framework schema` prints it and `docs/schemas/framework.json` holds it. It says the shape;
`warehouse.framework` finds what contradicts itself, `warehouse.guard` what is short-term.
"""

import json
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from warehouse.cards import cards
from warehouse.framework_terms import Stated

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
# What each key is for, in Korean and English; a test wants one for every key.
KEYS: Final[Mapping[str, tuple[str, str]]] = {
    "Stated.id": ("짧은 이름: 소문자, 숫자, 줄표", "Short name: small letters, digits, dashes"),
    "Stated.version": ("이 평가틀의 판", "Version of this framework; a changed text is a new one"),
    "Stated.names": ("이름", "Name"),
    "Stated.purpose": ("무엇을 알고자 하는가", "What one wants to learn by it"),
    "Stated.units": ("서술되는 단위", "The units that are described"),
    "Stated.baseline": ("기준일", "The first day that is looked at"),
    "Stated.assessment": (
        "평가일. 기준일로부터 36개월 이상 뒤",
        "The day that is described; 36 months or more after the baseline",
    ),
    "Stated.indicators": ("지표", "The indicators, of all four core tasks"),
    "Stated.similar_in": (
        "비슷한 단위는 무엇이 같은가",
        "In what the units of a band are alike",
    ),
    "Stated.follow_up": ("지원이 끝난 뒤의 추적", "How units are followed after support has ended"),
    "Stated.languages": ("공표 언어", "The languages of a publication"),
    "Units.type": ("단위의 종류", "Their type"),
    "Units.cohort": ("이 도시군에 있는 것만", "Only those in this cohort of cities"),
    "Units.programme": ("이 지원사업의 것만", "Only those of this support programme"),
    "Chosen.indicator": ("지표 번호", "The indicator's id"),
    "Chosen.measures": ("보일 값. 비우면 모두", "The measures that are shown; all where left out"),
    "Chosen.unit_type": (
        "다른 단위로 볼 때 그 종류",
        "Its own type of unit, where that differs from the framework's",
    ),
    "Chosen.compared_with": ("무엇과 견주는가", "What the values stand beside"),
    "Chosen.companion_of": (
        "이 과정 지표가 곁에 서는 결과 지표",
        "The result indicators beside which this indicator of process stands",
    ),
    "Chosen.reason": ("이 지표를 고른 까닭", "Why it was chosen"),
    "FollowUp.months": (
        "지원이 끝난 뒤 몇 개월. 24개월 이상",
        "For how many months after support has ended; 24 or more",
    ),
    "FollowUp.indicators": ("그동안 보는 지속 지표", "By which indicators of sustainability"),
    "Bilingual.ko": ("한국어", "In Korean"),
    "Bilingual.en": ("영어", "In English"),
}


def framework_schema() -> dict[str, Any]:
    """The schema of a framework; the indicators and measures that there are, are listed in it."""
    _, definitions = msgspec.json.schema_components([Stated], ref_template="#/$defs/{name}")
    for name, definition in definitions.items():
        definition.pop("title")
        definition["description"] = " ".join(definition["description"].split("\n\n")[0].split())
        for key, shape in definition.get("properties", {}).items():
            ko, en = KEYS[f"{name}.{key}"]
            definition["properties"][key] = {"description": en, "x-ko": ko, **_without_null(shape)}
    _list_indicators(definitions)
    return {
        "$schema": DIALECT,
        "$id": "urn:dure:schema:framework",
        "title": "Assessment framework",
        "x-ko": "평가틀",
        **definitions.pop(Stated.__name__),
        "$defs": definitions,
    }


def render_framework_schema() -> str:
    """The schema as text."""
    return json.dumps(framework_schema(), ensure_ascii=False, indent=2) + "\n"


def _list_indicators(definitions: Mapping[str, Any]) -> None:
    """Name what may be chosen, so that an editor offers it."""
    chosen = definitions["Chosen"]["properties"]
    ids = {"enum": [card.id for card in cards()]}
    chosen["indicator"] |= ids
    for listed in (chosen["companion_of"], definitions["FollowUp"]["properties"]["indicators"]):
        listed["items"] = ids
    measures = sorted({measure for card in cards() for measure in card.measures})
    chosen["measures"]["items"] = {"enum": measures}


def _without_null(shape: Mapping[str, Any]) -> Mapping[str, Any]:
    """What may be left out is left out: YAML's `null` is a text to `warehouse.framework_yaml`."""
    if shape.get("default", ...) is None:
        return shape["anyOf"][0]  # type: ignore[no-any-return]  # JSON Schema as msgspec makes it
    return shape
