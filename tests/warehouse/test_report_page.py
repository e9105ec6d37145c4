"""The page stands alone, speaks two languages, and can be read without seeing it."""

import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Final

import pytest

from tests.warehouse.page_reader import Element, read_page
from tests.warehouse.report_samples import (
    ALL,
    BESIDE,
    MATURE,
    MATURING,
    TOWN,
    T,
    block,
    falling,
    figures,
    reading,
    result,
    seen,
)
from warehouse.cards import Bilingual, cards
from warehouse.cells import UnitKey
from warehouse.report.figures import Figures
from warehouse.report.page import render
from warehouse.report.provenance import Pin, Provenance, RuleFindings

PROVENANCE: Final = Provenance(
    valid_at=T,
    known_at=datetime(2026, 2, 1, 3, 0, tzinfo=UTC),
    pin=Pin(76_744, "ab" * 32, is_replayed=True, software="dure 0.1.0"),
    state="cd" * 12,
    reference_version="2026.1",
    quality={
        "count_facts": 76_216,
        "count_sources": 5,
        "first_day": date(2015, 1, 1),
        "median_lag_days": 22,
        "p90_lag_days": 35,
        "imprecise_share": 0.003,
        "corrected_share": None,
    },
    findings=(RuleFindings("D1", "breach", 3), RuleFindings("D12", "notice", 2)),
)
PEERS: Final = (0.2, 0.3, 0.35, 0.4, 0.7)


def sample() -> Figures:
    """Two municipalities, one of two communities; figures that are mature, young and hidden."""
    village, other = UnitKey("community", "C01"), UnitKey("community", "C02")
    survival = result("A7", **MATURE)
    full = reading("A7", survival, lines={"s": falling(36)}, peers=PEERS)
    hidden = reading("A6", result("A6", status="suppressed"))
    process = reading("R18", result("R18", **MATURE))
    outcome = reading("O25", result("O25", **MATURE), lines={"settled": falling(9, "settled")})
    readings = full, hidden, process, outcome, reading("P1", result("P1", **MATURING))
    only = Bilingual(ko="새터마을", en="Saeteo")
    alone = block(*readings, count_communities=1, only=only, beside=BESIDE)
    both = tuple(
        block(*readings, unit=unit, names=Bilingual(ko=f"마을 {unit.unit_id}", en="Village"))
        for unit in (village, other)
    )
    pair = block(
        *(replace(one, unit=TOWN) for one in readings),
        unit=UnitKey("municipality", "47190"),
        names=Bilingual(ko="구미시", en="구미시"),
        count_communities=2,
        communities=both,
        beside=BESIDE._replace(stages=(seen("find", seen=1, not_seen=1),)),
    )
    whole = block(replace(full, unit=ALL), unit=ALL, names=Bilingual(ko="전체", en="All"))
    return figures(alone, pair, everybody=whole)


@pytest.fixture(scope="module")
def html() -> str:
    """The page of the sample."""
    return render(sample(), PROVENANCE, cards())


@pytest.fixture(scope="module")
def page(html: str) -> Element:
    """Its structure."""
    return read_page(html)


def voices(page: Element) -> list[Element]:
    """What stands beside the numbers of each unit that has something."""
    return [one for one in page.all("section") if one["class"] == "voices"]


def test_stages_markers_and_stories_stand_beside_the_numbers_of_a_unit(page: Element) -> None:
    alone, pair = voices(page)
    stages = [one for one in alone.all("li") if one["class"] in {"seen", "partly", "unobserved"}]
    assert [one["class"] for one in stages] == ["seen", "partly", "unobserved"]
    assert "2곳 중 1곳" in next(pair.all("li")).text
    [markers] = alone.all("table")
    assert "2025-12-31" in markers.text
    assert "꿈꾸는 변화" in markers.text


def test_a_selected_story_says_who_chose_it_and_why(page: Element) -> None:
    tales = [one.text for one in voices(page)[0].all("figure")]
    assert "이야기 T1" in tales[0]
    assert "주민 <모임>, 2025-02-01" in tales[0]
    assert "모두가 알아서" in tales[0]
    assert "not selected" in tales[1]


def test_the_page_asks_for_nothing_from_anywhere(page: Element) -> None:
    """No network: what is loaded stands in the page itself."""
    assert not list(page.all("img", "iframe", "object", "embed", "base"))
    sources = [one["src"] for one in page.all() if one["src"]]
    links = [one["href"] for one in page.all("link")]
    assert sources == []
    assert links == ["data:,"]
    assert all((one["href"] or "").startswith("#") for one in page.all("a"))


def test_the_style_sheet_and_the_charts_load_nothing(html: str) -> None:
    assert not re.search(r"url\(|@import|https?://(?!www\.w3\.org)", html)


def test_every_id_stands_once(page: Element) -> None:
    counted = Counter(one["id"] for one in page.all() if one["id"])
    assert [key for key, count in counted.items() if count > 1] == []


def test_every_link_and_every_name_leads_to_an_element(page: Element) -> None:
    ids = {one["id"] for one in page.all() if one["id"]}
    links = {(one["href"] or "")[1:] for one in page.all("a")}
    names = {one["aria-labelledby"] for one in page.all() if one["aria-labelledby"]}
    labels = {one["for"] for one in page.all("label")}
    assert (links | names | labels) - ids == set()


def test_there_are_landmarks(page: Element) -> None:
    tags = Counter(one.tag for one in page.all())
    assert (tags["main"], tags["nav"], tags["h1"]) == (1, 1, 1)
    assert any(one.tag == "header" and not one.within("main") for one in page.all("header"))
    assert all(one["aria-labelledby"] for one in page.all("section", "nav", "article"))


def test_headings_leave_no_level_out(page: Element) -> None:
    levels = [int(one.tag[1]) for one in page.all("h1", "h2", "h3", "h4", "h5", "h6")]
    assert [step for step in pairwise(levels) if step[1] > step[0] + 1] == []


def test_every_chart_has_a_name_in_words_and_a_table_behind_it(page: Element) -> None:
    for panel in page.all("article"):
        charts = list(panel.all("svg"))
        tables = list(panel.all("table"))
        assert all(chart["role"] == "img" for chart in charts)
        assert all("%" in figure.text for figure in panel.all("figcaption"))
        assert len(tables) >= len(charts)
    assert len(list(page.all("svg"))) > 10


def test_every_table_has_a_caption_and_heads_for_columns_and_rows(page: Element) -> None:
    for table in page.all("table"):
        assert len(list(table.all("caption"))) == 1
        assert all(cell["scope"] in {"col", "row"} for cell in table.all("th"))
        assert all(next(iter(row.children)).tag == "th" for row in table.all("tr"))


def test_every_text_stands_in_both_languages(page: Element) -> None:
    """Each span of one language has the other beside it."""
    spoken = [one for one in page.all("span") if one["lang"]]
    korean = [one for one in spoken if one["lang"] == "ko"]
    assert len(korean) == len(spoken) - len(korean) > 100
    for one in korean:
        assert one.parent is not None
        beside = one.parent.children[one.parent.children.index(one) + 1]
        assert (beside.tag, beside["lang"]) == ("span", "en")


def test_text_in_one_language_says_which(page: Element) -> None:
    """Korean outside of a pair is a name, the switch itself, or hidden from the English reader."""
    hangul = re.compile(r"[가-힣]")
    loose = [
        one
        for one in page.all()
        if any(hangul.search(text) for text in one.texts)
        and not one["lang"]
        and one.tag not in {"title", "script", "style", "legend"}
    ]
    assert [one.text for one in loose if not one.within("bdi", "small")] == []


def test_the_language_is_switched_without_a_script(page: Element, html: str) -> None:
    inputs = [one for one in page.all("input") if one["type"] == "radio"]
    assert [one["id"] for one in inputs if "checked" in one.attributes] == ["language-ko"]
    assert "html:has(#language-en:checked)" in html


def test_below_maturity_the_page_says_how_long_it_was_observed(page: Element) -> None:
    early = [one for one in page.all("div") if one["class"] == "early maturing"]
    assert early
    assert all("36개월 중 14개월 관찰" in one.text for one in early)
    assert all("observed 14 of 36 months" in one.text for one in early)


def test_a_result_is_marked_and_comes_after_what_it_is_read_with(page: Element) -> None:
    ids = [one["id"] or "" for one in page.all("article")]
    of_one = [id_.rpartition("-")[2] for id_ in ids if id_.startswith("municipality-47130")]
    assert of_one.index("r18") < of_one.index("o25")
    [panel] = [one for one in page.all("article") if one["id"] == ids[of_one.index("o25") + 1]]
    assert "A result; read it only with" in panel.text


def test_the_distribution_of_others_names_nobody(page: Element) -> None:
    [chart] = [
        one
        for one in page.all("figure")
        if any(
            (each["id"] or "").startswith("municipality-47130") for each in one.all("figcaption")
        )
        and (next(one.all("figcaption"))["id"] or "").endswith("a7-trend")
    ]
    marks = "".join(one.text for one in chart.all("svg"))
    assert not re.search(r"[가-힣A-Za-z]", marks)
    assert "5 others" in chart.text


def test_there_is_no_rank_and_no_score(page: Element) -> None:
    tiles = [one for one in page.all("details") if one["class"] == "unit"]
    assert all("%" not in next(one.all("summary")).text for one in tiles)
    assert not list(page.all("ol", "meter"))


def test_the_header_says_what_was_known_and_when(page: Element) -> None:
    header = next(page.all("header")).text
    for stated in ("2025-12-31", "2026-02-01 12:00 KST", "76,744", "abababababab", "재현 시계"):
        assert stated in header


def test_definitions_stand_with_their_versions(page: Element) -> None:
    [section] = [one for one in page.all("section") if one["id"] == "provenance"]
    assert all(f"{card.id} v{card.version}" in section.text for card in cards())


def test_a_single_community_is_told_once(page: Element) -> None:
    [single] = [one for one in page.all("details") if one["id"] == "municipality-47130"]
    [pair] = [one for one in page.all("details") if one["id"] == "municipality-47190"]
    communities = [one["id"] for one in pair.all("details") if one["class"] == "unit community"]
    assert communities == ["community-c01", "community-c02"]
    assert not [one for one in single.all("details") if one["class"] == "unit community"]


def test_what_a_unit_has_nothing_of_is_told_in_a_line() -> None:
    """A municipality that sends one kind of fact must not scroll through empty panels."""
    nothing = reading("A6"), reading("A7", result("A7", status="no_data"))
    unasked = reading("S23", result("S23", status="not_applicable"))
    shown = read_page(render(figures(block(*nothing, unasked)), PROVENANCE, cards()))
    assert not list(shown.all("article"))
    told = [one.text for one in shown.all("p") if one["class"] == "absent"]
    assert [("Participation reach" in text, "Sustained" in text) for text in told] == [
        (True, True),
        (False, False),
    ]
    assert "It does not mean zero" in told[0]


def test_many_communities_are_counted_but_not_all_shown() -> None:
    crowd = block(reading("A6", result("A6", **MATURE)), count_communities=400)
    shown = read_page(render(figures(crowd), PROVENANCE, cards()))
    [unit] = [one for one in shown.all("details") if one["class"] == "unit"]
    assert "400 communities, too many to show each" in unit.text


def test_a_name_that_holds_markup_is_shown_as_text() -> None:
    name = Bilingual(ko="<script>alert(1)</script>", en="<b>")
    shown = render(figures(block(names=name)), PROVENANCE, cards())
    assert "<script>alert(1)" not in shown


def test_a_home_without_facts_has_a_page_that_says_so() -> None:
    shown = read_page(render(figures(), PROVENANCE, cards()))
    [section] = [one for one in shown.all("section") if one["id"] == "municipalities"]
    assert "No community has records yet" in section.text
