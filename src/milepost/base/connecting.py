"""Connections that go to an address that was checked, and end when their time is over."""

import socket
from collections.abc import Callable, Iterable
from datetime import timedelta
from ipaddress import ip_address
from queue import Empty, Queue
from ssl import SSLContext
from threading import Thread
from time import monotonic
from typing import Any

import httpcore

from milepost.base.addresses import Address, is_open, read_address
from milepost.base.network import Busy, Refused

Resolve = Callable[[str, int], list[Address]]
# At most so long for one of several addresses of a host.
_CONNECT_SECONDS = 10.0
_PIECE = 65_536
TRY_AGAIN = timedelta(minutes=5)


class Forbidden(Refused):
    """An address that is never asked."""


class Late(Exception):
    """The time for a request is over."""


def resolved(host: str, port: int) -> list[Address]:
    """Return the addresses of a host, in the order in which they are to be tried."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(ip_address(str(each[4][0]).partition("%")[0]) for each in found))


class WayOut(httpcore.NetworkBackend):
    """Connects to hosts for one request: what was checked and what is asked are the same."""

    def __init__(self, resolve: Resolve, *, allows_private: bool, until: float) -> None:
        self.resolve = resolve
        self.allows_private = allows_private
        self.until = until
        self.has_sent = False
        self._sockets = httpcore.SyncBackend()

    def left(self, most: float | None = None) -> float:
        """Return how many seconds are left, `most` at most; raises Late where none are."""
        seconds = self.until - monotonic()
        if seconds <= 0:
            raise Late
        return seconds if most is None else min(seconds, most)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of a host that answers, once all were checked."""
        trouble: Exception = httpcore.ConnectError(host)
        for address in self._checked(host, port):
            try:
                stream = self._sockets.connect_tcp(
                    str(address), port, self.left(_CONNECT_SECONDS), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                trouble = error
            else:
                return _Timed(stream, self)
        self.left()
        raise httpcore.ConnectError(host) from trouble

    def _checked(self, host: str, port: int) -> list[Address]:
        try:
            plain = read_address(host)
        except ValueError:
            raise Forbidden(f"{host} is an odd way to write an address; write its name.") from None
        addresses = [plain] if plain else self._looked_up(host, port)
        for address in addresses:
            if not is_open(address, allows_private=self.allows_private):
                raise Forbidden(
                    f"{host} leads to {address}, which is no address on the internet. "
                    "Where that is meant, MILEPOST_ALLOW_PRIVATE_ADDRESSES=1 opens private ones."
                )
        return addresses

    def _looked_up(self, host: str, port: int) -> list[Address]:
        """Look a host up; a look-up cannot be broken off, so it is left behind when it is late."""
        answers: Queue[list[Address] | None] = Queue()

        def look_up() -> None:
            try:
                answers.put(self.resolve(host, port))
            except (OSError, ValueError):
                answers.put(None)

        Thread(target=look_up, daemon=True).start()
        try:
            found = answers.get(timeout=self.left())
        except Empty:
            raise Late from None
        if not found:
            says = f"{host} cannot be found; look whether its address is right."
            raise Busy(says, wait=TRY_AGAIN)
        return found


class _Timed(httpcore.NetworkStream):
    """A stream whose every step ends when the time of its way out is over."""

    def __init__(self, stream: httpcore.NetworkStream, way: WayOut) -> None:
        self._stream = stream
        self._way = way

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what comes next."""
        try:
            return self._stream.read(max_bytes, self._way.left(timeout))
        except httpcore.ReadTimeout:
            raise Late from None

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write piece by piece, so that a slow reader does not stretch the time."""
        self._way.has_sent = True
        for start in range(0, len(buffer), _PIECE):
            piece = buffer[start : start + _PIECE]
            try:
                self._stream.write(piece, self._way.left(timeout))
            except httpcore.WriteTimeout:
                raise Late from None

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def start_tls(
        self,
        ssl_context: SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """Go on encrypted, with the host's name proved by its certificate."""
        try:
            left = self._way.left(timeout)
            secured = self._stream.start_tls(ssl_context, server_hostname, left)
        except httpcore.ConnectTimeout:
            raise Late from None
        return _Timed(secured, self._way)

    def get_extra_info(self, info: str) -> Any:
        """Tell about the connection beneath."""
        return self._stream.get_extra_info(info)
