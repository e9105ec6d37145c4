"""What is said of a server that is no broker, or of several; brokers are in tests/end_to_end."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from streams.knocking import NotLetInError, knock
from streams.security import IN_THE_CLEAR, Security


@contextmanager
def server(answer: bytes) -> Iterator[str]:
    """A server that answers the first word with this, whatever it was, and hangs up."""

    def serve() -> None:
        connection, _ = listening.accept()
        with connection:
            connection.recv(1_000)
            connection.sendall(answer)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"127.0.0.1:{listening.getsockname()[1]}"
        thread.join(10)


def closed() -> str:
    """The address of a port where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return f"127.0.0.1:{listening.getsockname()[1]}"


def test_a_server_that_hangs_up_is_told() -> None:
    with server(b"") as address, pytest.raises(NotLetInError, match=r"PLAINTEXT.*it hangs up"):
        knock([address], IN_THE_CLEAR)


def test_a_server_that_is_no_broker_is_told() -> None:
    with server(b"HTTP/1.1 400 Bad Request\r\n") as address, pytest.raises(NotLetInError) as told:
        knock([address], IN_THE_CLEAR)
    assert "as a broker does" in str(told.value)


def test_a_server_without_tls_is_told() -> None:
    with server(b"what?") as address, pytest.raises(NotLetInError, match="does not take up TLS"):
        knock([address], Security("SSL"))


def test_of_several_servers_one_that_is_there_and_refuses_is_told_before_one_that_is_away() -> None:
    with server(b"") as address, pytest.raises(NotLetInError, match=address):
        knock([closed(), address, closed()], IN_THE_CLEAR)


@pytest.mark.parametrize("servers", [[], ["nowhere"], ["127.0.0.1:99999"], [closed()]])
def test_where_nobody_is_the_address_is_told(servers: list[str]) -> None:
    with pytest.raises(OSError, match=servers[0] if servers else "no server is named"):
        knock(servers, IN_THE_CLEAR)
