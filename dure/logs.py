"""How relay and worker log: one line per event on standard error, for people or as JSON.

`streams` only says what happened; where it goes is decided here. The libraries' warnings and what
ends the process unexpectedly go the same way, so that one stream can be read by a program. Errors
come without their messages and without the values of variables, which may hold facts about people.
"""

import logging
import sys
import threading
import traceback
from types import TracebackType
from typing import Any, Final

import structlog

from streams.watchdog import told

_OWN: Final = ("dure", "streams", "warehouse", "domain")  # the packages that log for dure

_LIBRARIES_IN_OURS: Final = ("streams.faust_app",)  # Faust names its loggers as our subclasses


def configure_logs(*, format_: str = "auto", level: str = "info") -> None:
    """Send dure's own events from a level on, and the libraries' warnings, to standard error."""
    is_console = sys.stderr.isatty() if format_ == "auto" else format_ == "console"
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _tell_error,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
                if is_console
                else structlog.processors.JSONRenderer(ensure_ascii=False, sort_keys=False),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    for package in _OWN:
        logging.getLogger(package).setLevel(level.upper())
    for name in _LIBRARIES_IN_OURS:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(capture=True)
    _log_what_nobody_catches()


def _tell_error(_logger: Any, _method: str, event: structlog.typing.EventDict) -> Any:
    """Replace an exception by its kind and the places it went through."""
    error = event.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()[1]
    elif isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        event["error"] = told(error)
        event["trace"] = [
            f"{frame.filename}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(error.__traceback__)
        ]
    record = event.get("_record")
    if record is not None:  # a library's: the formatter would append its traceback
        record.exc_info = record.exc_text = None
    return event


def _log_what_nobody_catches() -> None:
    def of_process(
        _kind: type[BaseException], error: BaseException, _trace: TracebackType | None
    ) -> None:
        structlog.get_logger("dure").critical("failed", exc_info=error)

    def of_thread(arguments: threading.ExceptHookArgs) -> None:
        structlog.get_logger("dure").critical("failed", exc_info=arguments.exc_value)

    sys.excepthook = of_process
    threading.excepthook = of_thread
