"""How a Kafka cluster is spoken to: in the clear or by TLS, and as whom.

`streams.cluster` hands it to every client. kafka-python and aiokafka name these options alike, so
relay, worker, admin and whatever else talks to a broker are told in one way.
"""

import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from domain.errors import MisuseError

PROTOCOLS: Final = ("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL")  # Kafka's own names
MECHANISMS: Final = ("SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN")


class UnusableFileError(Exception):
    """A certificate or a key is not there, or is none; the message names the setting."""


class Secret(str):
    """A text that does not show: kafka-python prints its whole configuration when debugged."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'***'"


@dataclass(frozen=True)
class Security:
    """What protects the connections to a cluster; the host's name is always checked under TLS.

    Files are PEM. Without `ca` the system's authorities are trusted; `certificate` (with `key`,
    where that is not in the same file) is shown to brokers that ask for one. Raises MisuseError
    for settings that contradict one another, so that none is ignored in silence.
    """

    protocol: str = "PLAINTEXT"
    ca: Path | None = None
    certificate: Path | None = None
    key: Path | None = None
    mechanism: str = "SCRAM-SHA-512"
    user: str = ""
    password: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        for sentence in self._contradictions():
            raise MisuseError(sentence)

    @property
    def has_tls(self) -> bool:
        """Whether connections are encrypted, and the broker shows who it is."""
        return self.protocol.endswith("SSL")

    @property
    def has_login(self) -> bool:
        """Whether we say who we are by name and password."""
        return self.protocol.startswith("SASL")

    def context(self) -> ssl.SSLContext:
        """A fresh context from the files as they are now, so that renewed ones are taken up.

        Raises UnusableFileError.
        """
        try:
            context = ssl.create_default_context(cafile=self.ca)
        except (OSError, ssl.SSLError) as error:
            msg = f"kafka_ca ({self.ca}) cannot be used: {error}"
            raise UnusableFileError(msg) from error
        if self.certificate is not None:
            try:
                context.load_cert_chain(self.certificate, self.key, password=_no_passphrase)
            except (OSError, ssl.SSLError) as error:
                msg = (
                    f"kafka_certificate ({self.certificate}) and kafka_key "
                    f"({self.key or 'in the same file'}) cannot be used: {error}"
                )
                raise UnusableFileError(msg) from error
        return context

    def login(self) -> dict[str, Any]:
        """The options of clients, as far as they say who we are."""
        if not self.has_login:
            return {}
        return {
            "sasl_mechanism": self.mechanism,
            "sasl_plain_username": self.user,
            "sasl_plain_password": Secret(self.password),
        }

    def options(self) -> dict[str, Any]:
        """The options of clients of kafka-python and aiokafka; raises UnusableFileError."""
        tls = {"ssl_context": self.context()} if self.has_tls else {}
        return {"security_protocol": self.protocol, **tls, **self.login()}

    def _contradictions(self) -> Iterator[str]:
        if self.protocol not in PROTOCOLS:
            yield f"kafka_security is one of {', '.join(PROTOCOLS)}, not {self.protocol!r}"
        if self.mechanism not in MECHANISMS:
            yield f"kafka_mechanism is one of {', '.join(MECHANISMS)}, not {self.mechanism!r}"
        if not self.has_tls and (self.ca or self.certificate or self.key):
            yield f"certificates are set, and kafka_security is {self.protocol}, which has no TLS"
        if self.key and not self.certificate:
            yield "kafka_key is set without kafka_certificate"
        if self.has_login and not (self.user and self.password):
            yield f"kafka_security is {self.protocol}: set kafka_user and kafka_password_file"
        if not self.has_login and (self.user or self.password):
            yield f"kafka_user is set, and kafka_security is {self.protocol}, which has no login"
        if self.protocol == "SASL_PLAINTEXT" and self.mechanism == "PLAIN":
            yield "PLAIN over SASL_PLAINTEXT would send the password in the clear: use SASL_SSL"


IN_THE_CLEAR: Final = Security()


def _no_passphrase() -> str:
    """Asked for an encrypted key; without it OpenSSL would ask whoever sits at the terminal."""
    msg = "the key is encrypted; give one that is not, readable by this user only"
    raise ssl.SSLError(msg)
