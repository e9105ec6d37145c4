"""Debian's Chromium by its own driver: headless, with a fresh profile, asking nobody anything."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pytest
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service

_FLAGS: Final = (
    "--headless",
    "--no-sandbox",  # containers run the tests as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextmanager
def chromium(profile: Path) -> Iterator[Chrome]:
    """A browser for the length of a block; skips where there is none, fails if CI is set."""
    browser, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if browser is None or driver is None:
        message = "no chromium with chromium-driver, so the report was not seen in a browser"
        if os.environ.get("CI"):
            pytest.fail(f"CI is set and there is {message}")
        pytest.skip(message)
    options = ChromeOptions()
    options.binary_location = browser
    for flag in (*_FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    chrome = Chrome(options=options, service=Service(driver))
    try:
        yield chrome
    finally:
        chrome.quit()


def resize(chrome: Chrome, width: int) -> None:
    """Show the page as wide as a phone or a desk's screen; narrower than a window can be made."""
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    chrome.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)


def ask(chrome: Chrome, script: str) -> Any:
    """What a script returns in the page."""
    return chrome.execute_script(script)


def log_of(chrome: Chrome, kind: str) -> list[dict[str, Any]]:
    """What a log of the browser has taken since it was last asked."""
    entries: list[dict[str, Any]] = chrome.get_log(kind)  # type: ignore[no-untyped-call]  # selenium's is untyped
    return entries
