"""Refusals and failures that dure names: each a class with a stable code and a sentence to act on."""

from typing import ClassVar


class DureError(Exception):
    """Anything that dure tells a person: `code` is stable, the message says what to do next."""

    code: ClassVar[str] = "failed"
    exit_code: ClassVar[int] = 1


class RefusedError(DureError):
    """A decision breaches a rule of the domain; nothing was recorded."""

    code = "refused"


class MisuseError(DureError):
    """What was asked for does not exist or makes no sense."""

    code = "misuse"
    exit_code = 2


class LedgerBusyError(DureError):
    """Another process holds the ledger's lock."""

    code = "ledger-busy"
    exit_code = 3


class LedgerUnavailableError(DureError):
    """The ledger's database cannot be opened, read or written."""

    code = "ledger-unavailable"
    exit_code = 3


class UnknownTopicError(DureError):
    """A stored row names a topic that is not of this code base; it is not imported."""

    code = "unknown-topic"
