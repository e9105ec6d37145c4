"""The report's words: everything in both languages, nothing missing, nothing left over."""

import re
from pathlib import Path
from typing import Final

import pytest
import yaml

from warehouse.cards import IndicatorClass, cards
from warehouse.facts import SQL_FOLDER
from warehouse.report.figures import CORE_TASKS
from warehouse.report.words import Kind, is_known, markup, phrase, say

FOLDER: Final = Path(__file__).parents[2] / "warehouse" / "report"
WORDS: Final = yaml.safe_load((FOLDER / "words.yaml").read_text(encoding="utf-8"))
HOLES: Final = re.compile(r"\{(\w+)\}")
STATUSES: Final = ("maturing", "no_data", "not_applicable", "suppressed")
MADE: Final = {  # keys that code makes from what it reads
    *(f"class_{one.value}" for one in IndicatorClass),
    *(f"level_{one}" for card in cards() for one in card.unit_types),
    *(f"rule_D{number}" for number in range(1, 14)),
    *(f"severity_{one}" for one in ("breach", "possible", "notice", "duty")),
    *(f"{one}_short" for one in STATUSES),
    *(f"{one}_note" for one in STATUSES if one != "maturing"),
    *STATUSES,
    *(f"sign_{one}" for one in ("seen", "partly", "not_seen", "unobserved")),
    *(f"level_of_{one}" for one in ("expect", "like", "love")),
    *(f"task_{one}" for one in CORE_TASKS),
    *(f"task_{one}_note" for one in CORE_TASKS),
}


def line_keys() -> set[str]:
    """The words of every line that the files of curves say they have."""
    stated = (
        re.search(r"measure \(([^)]+)\)", path.read_text(encoding="utf-8"))
        for path in (SQL_FOLDER / "indicators").glob("*_curve.sql")
    )
    return {f"line_{name.strip()}" for found in stated if found for name in found[1].split(",")}


def named_keys() -> set[str]:
    """Every key that the code or a template names."""
    files = [path for kind in ("*.py", "*.html") for path in FOLDER.rglob(kind)]
    texts = [path.read_text(encoding="utf-8") for path in files]
    return {
        key
        for text in texts
        for pattern in (
            r"\b(?:say|_told|t)\(\s*\"(\w+)\"",
            r"= \"(peers_note\w*)\"",
            r"\"(curve_\w+)\"",
        )
        for key in re.findall(pattern, text)
    } | set(re.findall(r'else "(\w+)"', "".join(texts)))


@pytest.mark.parametrize("key", sorted(WORDS))
def test_every_text_has_both_languages_with_the_same_values(key: str) -> None:
    ko, en = WORDS[key]["ko"], WORDS[key]["en"]
    assert set(HOLES.findall(ko)) == set(HOLES.findall(en))
    assert ko
    assert en


@pytest.mark.parametrize("key", sorted(MADE))
def test_what_indicators_and_findings_can_say_has_words(key: str) -> None:
    assert is_known(key)


def test_every_line_of_a_curve_that_is_drawn_beside_others_has_words() -> None:
    alone = {"line_s", "line_ended"}  # survival is drawn alone
    assert {key for key in line_keys() - alone if not is_known(key)} == set()


def test_no_words_are_left_over() -> None:
    assert set(WORDS) - named_keys() - MADE - line_keys() == set()


def test_both_languages_stand_in_the_page_side_by_side() -> None:
    assert markup(say("trend")) == (
        '<span lang="ko">해마다의 추이</span><span lang="en">Over the years</span>'
    )


def test_what_feeds_name_is_escaped() -> None:
    assert "<script>" not in markup(say("one_community", name="<script>alert(1)</script>"))


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        (Kind.SHARE, 0.414, "41%"),
        (Kind.SHARE, 0.0837, "8.4%"),
        (Kind.SHARE, 0.0, "0%"),
        (Kind.SHARE, None, ""),
        (Kind.NUMBER, 4.26, "4.3"),
        (Kind.COUNT, 12345, "12,345"),
    ],
)
def test_values_are_written_as_people_read_them(kind: Kind, value: float | None, text: str) -> None:
    assert phrase(kind, value) == text


def test_durations_say_their_unit_in_each_language() -> None:
    assert markup(phrase(Kind.MONTHS, 26.4)) == (
        '<span lang="ko">26.4개월</span><span lang="en">26.4 months</span>'
    )
