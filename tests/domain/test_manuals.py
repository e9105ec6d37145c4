"""Decisions about manuals: what is adopted was published by then (D11)."""

import pytest

from domain.errors import ManualNotPublishedError
from domain.manual import Manual
from tests.domain.story import given, on

MANUAL = "manual/national"
PUBLISHED = Manual.Published(occurred=on("2025-03-01"), version="2")


def adopted(day: str, version: str = "2") -> Manual.Adopted:
    return Manual.Adopted(occurred=on(day), version=version, adopter="centre")


@pytest.mark.parametrize("day", ["2025-03-01", "2025-08-15", "2025-03", "2025"])
def test_a_version_is_adopted_on_the_day_it_is_published_or_later(day: str) -> None:
    given(MANUAL, PUBLISHED).when(adopted(day)).then_recorded(adopted(day))


def test_a_version_is_not_adopted_before_it_is_published() -> None:
    given(MANUAL, PUBLISHED).when(adopted("2025-02-28")).then_refused(
        ManualNotPublishedError, MANUAL, "2 on 2025-03-01", "2025-02-28"
    )


def test_a_version_that_was_never_published_is_not_adopted() -> None:
    given(MANUAL, PUBLISHED).when(adopted("2025-08-15", "3")).then_refused(
        ManualNotPublishedError, "version 3"
    )
    given(MANUAL).when(adopted("2025-08-15")).then_refused(ManualNotPublishedError, "none")
