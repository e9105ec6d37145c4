"""Decisions about manuals: what is adopted was published by then, and has one text (D11)."""

import pytest

from domain.errors import ManualNotPublishedError, ManualTextChangedError
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


def with_text(digest: str | None, version: str = "2") -> Manual.Published:
    return Manual.Published(occurred=on("2025-04-01"), version=version, digest=digest)


def test_a_published_version_never_gets_another_text() -> None:
    given(MANUAL, with_text("aa")).when(with_text("bb")).then_refused(
        ManualTextChangedError, "version 2", "aa", "bb"
    )


def test_a_changed_text_is_published_as_a_new_version() -> None:
    changed = with_text("bb", "3")
    given(MANUAL, with_text("aa")).when(changed).then_recorded(changed)


def test_a_version_published_without_its_text_may_be_published_with_it() -> None:
    given(MANUAL, PUBLISHED).when(with_text("aa")).then_recorded(with_text("aa"))
