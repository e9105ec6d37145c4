"""Mapping files: which are refused and why, and those of the examples on real input."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import msgspec
import pytest

from domain.facts import decode_hook
from domain.vocabulary import WIRE_TYPES
from streams.formats import read_rows
from streams.mapping_file import MappingError, read_mapping
from tests.streams.mapped import ACTIVITIES, RECEIVED, ROW, SOURCE, events, hide, one_field

EXAMPLES = Path(__file__).parents[2] / "examples"
MAPPINGS = sorted({*EXAMPLES.glob("*.yaml")} - {*EXAMPLES.glob("*-framework.yaml")})
SHARED = Path(__file__).parents[3] / "shared" / "data"


def change(old: str, new: str) -> Callable[[str], str]:
    def apply(mapping: str) -> str:
        assert old in mapping
        return mapping.replace(old, new, 1)

    return apply


MISTAKES = {
    "unknown key": (change("fields:", "feilds:"), r"\$\.facts\[0\]: .*feilds"),
    "unknown type": (
        change("activity_held", "activity_hold"),
        "did you mean 'community.activity_h",
    ),
    "own type": (change("community.activity_held", "feed.registered"), r"facts\[0\]\.type"),
    "unknown field": (change("activity: ", "activty: "), r"did you mean 'activity'"),
    "missing field": (change('activity: "{마을코드}-{활동번호}"\n', "\n"), "needs the field 'act"),
    "no identity": (change("id: [활동번호]", "id: []"), r"\$\.id"),
    "bad format": (change("format: csv", "format: hwp"), r"\$\.format"),
    "bad encoding": (change("cp949", "johab"), r"\$\.encoding"),
    "bad pattern": (change('"[,·/&+]"', '"["'), "no regular expression"),
    "empty pattern": (change('"[,·/&+]"', '",*"'), "matches nothing"),
    "wrong subject": (change("community/{마을코드}", "village/{마을코드}"), r"facts\[0\]\.subject"),
    "no date": (change("    occurred: 활동일자\n", ""), r"facts\[0\]\.occurred"),
    "half a period": (change("occurred: 활동일자", "occurred: {from: 활동일자}"), "both"),
    "two areas": (change("column: 시군구코드", "column: a, code: b"), r"facts\[0\]\.area"),
    "empty condition": (change(", in: [활동]", ""), r"when\[0\]"),
    "dropped and used": (change("drop: [전화번호]", "drop: [주관]"), r"\$\.drop"),
    "parts without ids": (change("part:{id}:{주민}", "part:{id}"), r"\{주민\}"),
    "split of one value": (
        change("head_count: 참여인원", "head_count: {column: 참여인원, split: ','}"),
        "use `each`",
    ),
    "key twice": (change("format: csv", "format: csv\nformat: csv"), "stands twice"),
    "value within itself": (change("format: csv", "format: &f [*f]"), "aliases"),
    "values that multiply": (
        change("format: csv", "format: &a [x, x]\nsheet: &b [*a, *a]\nencoding: [*b, *b]"),
        "aliases",
    ),
    "no yaml": (change("format: csv", "format: ["), "no YAML"),
    "no mapping": (lambda _mapping: "- a", r"\$: "),
    "events of events": (lambda _mapping: "format: cloudevents\nid: [a]", "map no facts"),
    "json in cp949": (change("format: csv", "format: ndjson"), "always in UTF-8"),
    "correction of nothing": (change("community.activity_held", "fact.corrected"), "give the id"),
    "stray correction": (change("    area:", "    fact: x\n    area:"), "belong to"),
    "too long": (lambda mapping: mapping + "#" * 300_000, "at most"),
    "too deep": (lambda _mapping: "[" * 20_000, "no YAML"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mapping_that_could_not_work_is_refused_with_the_place(mistake: str) -> None:
    make, expected = MISTAKES[mistake]
    with pytest.raises(MappingError, match=expected):
        read_mapping(make(ACTIVITIES))


def test_scalars_stay_text_in_a_mapping() -> None:
    mapping = ACTIVITIES.replace("column: 시군구코드", "code: 047130")
    assert events(mapping, dict(ROW))[0]["data"]["area"]["code"] == "047130"


def test_a_value_that_two_facts_share_may_be_written_once() -> None:
    mapping = ACTIVITIES.replace("subject: ", "subject: &village ", 1)
    first, second = mapping.split("  - type: community.participation", 1)
    second = second.replace('subject: "community/{마을코드}"', "subject: *village")
    both = events(f"{first}  - type: community.participation{second}", dict(ROW))
    assert {event["subject"] for event in both} == {"community/v1"}


def test_two_unconditional_facts_of_one_id_are_refused() -> None:
    mapping = one_field("community.identified.v1", "{name: 값}")
    fact = mapping[mapping.index("  - type") :]
    with pytest.raises(MappingError, match="tell them apart"):
        read_mapping(mapping + fact)


@pytest.mark.parametrize("example", MAPPINGS, ids=lambda path: path.name)
def test_each_example_is_a_mapping_that_works(example: Path) -> None:
    read_mapping(example.read_text())


@pytest.mark.skipif(not SHARED.exists(), reason="the real data of ../shared/data is absent")
class TestRealInput:
    @pytest.mark.parametrize(
        ("day", "rows", "ends_first"),
        [(date(2025, 3, 31), 1279, 7), (date(2025, 7, 30), 1289, 9)],
    )
    def test_every_festival_is_read_or_has_a_reason(
        self, day: date, rows: int, ends_first: int
    ) -> None:
        mapping = read_mapping((EXAMPLES / "festivals.yaml").read_text())
        path = SHARED / "korea-festivals" / f"festivals_basis-{day}.cp949.csv"
        read = list(read_rows(path, mapping, day, SOURCE, hide))
        problems = [row.problem.code for row in read if row.problem]
        assert len(read) == rows
        assert problems == ["end-before-start"] * ends_first
        for row in read:
            for event in row.events:
                msgspec.convert(event["data"], WIRE_TYPES[event["type"]], dec_hook=decode_hook)

    def test_every_statement_of_the_register_is_a_fact(self) -> None:
        mapping = read_mapping((EXAMPLES / "organisation-histories.yaml").read_text())
        path = SHARED / "organisation-histories" / "events.ndjson"
        read = list(read_rows(path, mapping, RECEIVED, SOURCE, hide))
        assert len(read) == 7_787
        assert not [row for row in read if row.problem]
        known = {event["id"] for row in read for event in row.events}
        named = [
            event["data"]["fact"]["id"]
            for row in read
            for event in row.events
            if "fact" in event["data"]
        ]
        assert len(named) == 9
        assert known.issuperset(named)
