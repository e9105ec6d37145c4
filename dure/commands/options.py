"""Options that several verbs share, and the home they work in."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, Final, TypeVar

import click

from domain.dates import months_of
from domain.errors import MisuseError
from dure.settings import home_of
from dure.wiring import KST, Home

LANGUAGES: Final = ("ko", "en")
_Verb = TypeVar("_Verb", bound=Callable[..., Any])


def home_in(context: click.Context) -> Home:
    """The home that this command works in."""
    return Home(home_of(context.find_root().obj))


class Day(click.ParamType):
    """A day, `2025-12-31`."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The date; fails with an example."""
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no day; write 2025-12-31", param, ctx)


class Instant(click.ParamType):
    """An instant; a day alone means its end in Korea, an instant without offset is Korean time."""

    name = "time"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """The instant in UTC; fails with an example."""
        try:
            stated = datetime.fromisoformat(value)
        except ValueError:
            self.fail(
                f"{value!r} is no time; write 2026-02-01 or 2026-02-01T09:00+09:00", param, ctx
            )
        if len(value) == len("2026-02-01"):
            stated = stated.replace(hour=23, minute=59, second=59, microsecond=999_999)
        return (stated if stated.tzinfo else stated.replace(tzinfo=KST)).astimezone(UTC)


class Months(click.ParamType):
    """A period of months, `2025-02` or `2025-02..2025-04`."""

    name = "months"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        """The first and last month; fails with an example."""
        months = months_of(value)
        if months is None:
            self.fail(f"{value!r} is no period; write 2025-02 or 2025-02..2025-04", param, ctx)
        return months


valid_at_option = click.option("--valid-at", type=Day(), help="The day T that is asked about.")
known_at_option = click.option("--known-at", type=Instant(), help="As it was known at this time K.")


def lang_option(of_what: str, default: str = "ko") -> Callable[[_Verb], _Verb]:
    """The option for the language of something, Korean or English."""
    return click.option(
        "--lang",
        type=click.Choice(LANGUAGES),
        default=default,
        show_default=True,
        help=f"The language of {of_what}.",
    )


def parse_json_object(text: str, name: str) -> dict[str, Any]:
    """A JSON object given on the command line; raises MisuseError with its name."""
    import msgspec  # noqa: PLC0415  # this module is imported by every verb

    try:
        return msgspec.json.decode(text.encode(), type=dict[str, Any])
    except msgspec.DecodeError as error:
        msg = f"{name} must be a JSON object: {error}"
        raise MisuseError(msg) from error
