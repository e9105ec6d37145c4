"""A small TCP proxy on loopback that delays, breaks and swallows what goes through it."""

import socket
import struct
import threading
import time
from contextlib import suppress
from typing import Final, Self

LOOPBACK: Final = "127.0.0.1"
_PIECE: Final = 64 * 1024
_RESET: Final = struct.pack("ii", 1, 0)  # linger on, for no time: closing sends a reset


class Proxy:
    """Listens at once and forwards once `target` is a port; a context manager.

    `delay` is in seconds for each piece in each direction. A black hole takes connections and
    bytes and gives neither an answer nor an error.
    """

    def __init__(self) -> None:
        self._server = socket.create_server((LOOPBACK, 0))
        self.port = int(self._server.getsockname()[1])
        self.target = 0
        self.delay = 0.0
        self._is_open = threading.Event()
        self._is_open.set()
        self._ended = threading.Event()
        self._sockets: set[socket.socket] = set()
        self._lock = threading.Lock()
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._is_open.set()
        self._server.close()
        self.reset()

    def swallow(self) -> None:
        """Let nothing through in either direction from now on."""
        self._is_open.clear()

    def let_through(self) -> None:
        """Forward again what was held back, and all that follows."""
        self._is_open.set()

    def reset(self) -> int:
        """Break every connection with a reset; gives how many those were."""
        with self._lock:
            broken, self._sockets = self._sockets, set()
        for one in broken:
            with suppress(OSError):
                one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
                one.shutdown(socket.SHUT_RD)  # wakes the thread that reads it
            one.close()
        return len(broken) // 2

    def _accept(self) -> None:
        while not self._ended.is_set():
            try:
                client, _ = self._server.accept()
                server = socket.create_connection((LOOPBACK, self.target))
            except OSError:
                continue
            with self._lock:
                self._sockets |= {client, server}
            for source, sink in ((client, server), (server, client)):
                threading.Thread(target=self._forward, args=(source, sink), daemon=True).start()

    def _forward(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while piece := source.recv(_PIECE):
                self._is_open.wait()
                if self.delay:
                    time.sleep(self.delay)  # the fault itself
                sink.sendall(piece)
            sink.shutdown(socket.SHUT_WR)
