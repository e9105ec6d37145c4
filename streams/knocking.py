"""Tries the door of a broker before a client is made: connection, TLS, login, one answer.

`streams.cluster` does it for every client, because kafka-python 3.0.12 tries for ten seconds
whatever is wrong, leaves its sockets open, and then says only that it could not bootstrap.
"""

import socket
import ssl
from collections.abc import Sequence
from typing import Any, Final

from kafka.errors import KafkaError, NoError, for_code
from kafka.net.sasl import get_sasl_mechanism
from kafka.protocol.metadata import MetadataRequest
from kafka.protocol.parser import KafkaProtocol
from kafka.protocol.sasl import SaslAuthenticateRequest, SaslHandshakeRequest

from streams.security import Security

_CONNECT_SECONDS: Final = 3.0
_ANSWER_SECONDS: Final = 10.0  # a busy broker takes its time; together under a quarter of a minute
_READ_BYTES: Final = 64 * 1024


class NotLetInError(Exception):
    """Somebody is there and does not talk to us; the message says what to look at."""


def knock(servers: Sequence[str], security: Security) -> None:
    """Return when one of the servers (`host:port`) talks to us.

    Raises NotLetInError when one is there that does not, else OSError; and UnusableFileError.
    """
    refused: NotLetInError | None = None
    away = OSError("no server is named")
    for server in servers:
        try:
            _enter(server, security)
        except NotLetInError as error:
            refused = refused or error
        except (OSError, ValueError) as error:
            away = OSError(f"{server}: {error}")
        else:
            return
    raise refused or away


def _enter(server: str, security: Security) -> None:
    host, _, port = server.rpartition(":")
    host = host.strip("[]")
    with socket.create_connection((host, int(port)), _CONNECT_SECONDS) as plain:
        plain.settimeout(_ANSWER_SECONDS)
        if not security.has_tls:
            _be_heard(server, _Talk(plain), security)
            return
        with _encrypted(server, host, plain, security) as encrypted:
            _be_heard(server, _Talk(encrypted), security)


def _encrypted(server: str, host: str, plain: socket.socket, security: Security) -> ssl.SSLSocket:
    try:
        return security.context().wrap_socket(plain, server_hostname=host)
    except ssl.SSLCertVerificationError as error:
        msg = f"{server} is not trusted: {error.verify_message.rstrip('.')} (`kafka_ca`)"
        raise NotLetInError(msg) from error
    except (ssl.SSLError, ConnectionError) as error:
        msg = f"{server} does not take up TLS ({_reason(error)}): look at `kafka_security`"
        raise NotLetInError(msg) from error


def _be_heard(server: str, talk: "_Talk", security: Security) -> None:
    """Log in where that is wanted, and get an answer that only those get who are let in."""
    try:
        if security.has_login:
            _log_in(server, talk, security)
        talk.ask(MetadataRequest(version=4, topics=[], allow_auto_topic_creation=False))
    except ssl.SSLError as error:  # under TLS 1.3 a certificate is refused after the handshake
        msg = f"{server} breaks off ({_reason(error)}): look at `kafka_certificate`"
        raise NotLetInError(msg) from error
    except (ConnectionError, KafkaError) as error:
        settings = "`kafka_security`" + (" and `kafka_certificate`" if security.has_tls else "")
        msg = (
            f"{server} does not answer a client of {security.protocol} as a broker does "
            f"({error}): look at {settings}"
        )
        raise NotLetInError(msg) from error


def _log_in(server: str, talk: "_Talk", security: Security) -> None:
    shaken = talk.ask(SaslHandshakeRequest(version=1, mechanism=security.mechanism))
    if for_code(shaken.error_code) is not NoError:
        offered = ", ".join(shaken.mechanisms) or "none"
        msg = (
            f"{server} knows the logins {offered}, not {security.mechanism}: look at "
            "`kafka_security` and `kafka_mechanism`"
        )
        raise NotLetInError(msg)
    login = get_sasl_mechanism(security.mechanism)(**security.login())
    while not login.is_done():
        answer = talk.ask(SaslAuthenticateRequest(version=0, auth_bytes=login.auth_bytes()))
        if for_code(answer.error_code) is not NoError:
            msg = (
                f"{server} does not let {security.user!r} in ({answer.error_message}): look at "
                "`kafka_user` and `kafka_password_file`"
            )
            raise NotLetInError(msg)
        try:
            login.receive(answer.auth_bytes)
        except ValueError as error:  # its signature shows that it does not know our password
            msg = f"{server} cannot prove that it knows {security.user!r} ({error})"
            raise NotLetInError(msg) from error


class _Talk:
    """Asks and waits for the answer, one at a time."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._protocol = KafkaProtocol(client_id="dure")

    def ask(self, request: Any) -> Any:
        """The answer; raises ConnectionError when the other side hangs up, and KafkaError."""
        self._protocol.send_request(request)
        self._connection.sendall(self._protocol.send_bytes())
        while True:
            heard = self._connection.recv(_READ_BYTES)
            if not heard:
                msg = "it hangs up"
                raise ConnectionError(msg)
            for _, answer in self._protocol.receive_bytes(heard):
                return answer


def _reason(error: OSError) -> str:
    """OpenSSL's reason in words, such as `wrong version number`."""
    named = getattr(error, "reason", None)
    return named.replace("_", " ").lower() if named else str(error)
