"""How relay and worker log: one line per event on standard error, for people or as JSON.

`streams` only says what happened; where it goes is decided here. Tracebacks come without the values
of variables, which may hold facts about people.
"""

import logging
import sys

import structlog


def configure_logs(*, as_json: bool = False) -> None:
    """Send dure's own events, and the libraries' warnings, to standard error."""
    shown: structlog.typing.Processor = structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
    )
    rendering = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *(rendering if as_json else [shown]),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logging.basicConfig(
        stream=sys.stderr, level=logging.WARNING, format="%(asctime)s %(name)s %(message)s"
    )
