"""The report of a simulated home in a real browser, as wide as a phone and as a desk's screen."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from dure.cli import run
from tests.end_to_end.chromium import ask, chromium, log_of, resize
from tests.end_to_end.noisy import simulate, take_in
from tests.end_to_end.planted import Planted

pytestmark = pytest.mark.browser

WIDTHS: Final = (390, 1280)
FAULTS: Final = (Path(__file__).parent / "page_faults.js").read_text(encoding="utf-8")
OPEN_ALL: Final = "for (const one of document.querySelectorAll('details')) one.open = true;"
FOCUS: Final = """
const one = document.activeElement;
const style = getComputedStyle(one.type === "radio" ? one.labels[0] : one);
return [one.textContent.trim(), style.outlineStyle, parseFloat(style.outlineWidth)];
"""
MOST_BYTES: Final = 3_000_000  # of the page for fourteen communities; this one is smaller
TABS: Final = 12  # enough for the switch, the contents and the first links


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page that the verbs write from simulated feeds."""
    folder = tmp_path_factory.mktemp("report")
    simulate(Planted(5, communities=6, years=5), folder / "feeds")
    take_in(folder / "feeds", folder / "home")
    home, out = str(folder / "home"), str(folder / "out")
    assert run(["--home", home, "report", "--out", out]) == 0
    return Path(out) / "index.html"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """One browser for all tests of this module."""
    with chromium(tmp_path_factory.mktemp("profile")) as chrome:
        yield chrome


@pytest.fixture
def page(browser: Chrome, report: Path) -> Chrome:
    """The browser with the page freshly opened."""
    log_of(browser, "browser")
    log_of(browser, "performance")
    browser.get(report.as_uri())
    return browser


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["ko", "en"])
def test_nothing_is_cut_off_overlaps_or_is_too_faint(
    page: Chrome, width: int, language: str
) -> None:
    """With everything opened, in either language; wide tables scroll in boxes of their own."""
    resize(page, width)
    ask(page, OPEN_ALL + f"document.getElementById('language-{language}').click()")
    faults = ask(page, FAULTS)
    assert faults.pop("seen") > 1_000
    assert not faults.pop("scrollsSideways")
    assert {kind: found[:5] for kind, found in faults.items() if found} == {}


def test_the_console_stays_silent_and_the_network_unasked(page: Chrome) -> None:
    ask(page, OPEN_ALL)
    messages = (json.loads(entry["message"])["message"] for entry in log_of(page, "performance"))
    asked = [
        message["params"]["request"]["url"]
        for message in messages
        if message["method"] == "Network.requestWillBeSent"
    ]
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert log_of(page, "browser") == []


def test_the_switch_shows_one_language_at_a_time(page: Chrome) -> None:
    title = page.find_element(By.TAG_NAME, "h1")
    assert title.text == "마을은 어떻게 자라고 있는가"
    page.find_element(By.CSS_SELECTOR, "label[for=language-en]").click()
    assert title.text == "How communities are growing"
    assert ask(page, "return document.documentElement.lang") == "en"


def test_the_switch_works_without_a_script(browser: Chrome, report: Path) -> None:
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.get(report.as_uri())
        browser.find_element(By.CSS_SELECTOR, "label[for=language-en]").click()
        assert browser.find_element(By.TAG_NAME, "h1").text == "How communities are growing"
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_the_keyboard_reaches_the_page_with_a_focus_that_is_seen(page: Chrome) -> None:
    """Each stop of the tabulator is drawn with an outline; a radio button's on its label."""
    resize(page, WIDTHS[1])
    stops = []
    for _ in range(TABS):
        page.switch_to.active_element.send_keys(Keys.TAB)
        stops.append(ask(page, FOCUS))
    assert all(style == "solid" and width >= 2 for _, style, width in stops), stops
    assert "본문으로 건너뛰기" in stops[0][0]


def test_the_keyboard_switches_the_language_and_opens_a_municipality(page: Chrome) -> None:
    page.find_element(By.ID, "language-ko").send_keys(Keys.ARROW_RIGHT)
    assert page.find_element(By.TAG_NAME, "h1").text == "How communities are growing"
    summary = page.find_element(By.CSS_SELECTOR, "details.unit > summary")
    summary.send_keys(Keys.ENTER)
    assert ask(page, "return document.querySelector('details.unit').open")


def test_a_link_into_a_closed_part_opens_it(page: Chrome) -> None:
    link = page.find_element(By.CSS_SELECTOR, ".panel a[href^='#card-']")
    target = str(link.get_attribute("href")).partition("#")[2]
    ask(page, f"location.hash = '{target}'")
    assert ask(page, f"return document.getElementById('{target}').open")


def test_landmarks_are_told_to_screen_readers(page: Chrome) -> None:
    tree = page.execute_cdp_cmd("Accessibility.getFullAXTree", {})
    nodes = [node for node in tree["nodes"] if not node["ignored"]]
    roles = {node["role"]["value"] for node in nodes}
    assert {"banner", "navigation", "main", "contentinfo", "heading"} <= roles
    charts = [node for node in nodes if node["role"]["value"] in {"image", "img"}]
    assert charts
    assert all("%" in node["name"]["value"] or "," in node["name"]["value"] for node in charts)


def test_on_paper_the_cards_are_open_and_the_switch_is_gone(page: Chrome) -> None:
    ask(page, "window.dispatchEvent(new Event('beforeprint'))")
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        assert ask(page, "return [...document.querySelectorAll('details.card')].every(d => d.open)")
        assert not page.find_element(By.CLASS_NAME, "tools").is_displayed()
    finally:
        page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


def test_the_page_is_small(report: Path) -> None:
    assert report.stat().st_size < MOST_BYTES
