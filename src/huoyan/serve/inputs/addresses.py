"""Pictures fetched for a caller: from allowed hosts of the open internet, within bounds of time and bytes.

A caller must not reach through the server what it cannot reach by itself. So each hop's host is looked up
once, every address found must be public, and the connection goes to the address that was checked: a name that
leads elsewhere a moment later (DNS rebinding) changes nothing. Proxies of the environment are not asked, as
they would look names up anew.
"""

from __future__ import annotations

import asyncio
import http.client
import socket
import ssl
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urljoin

from huoyan.errors import ServeError
from huoyan.images.sources.deadline import Deadline
from huoyan.serve.inputs.allowed_hosts import AllowedHosts, Target
from huoyan.serve.inputs.look_ups import LookUps, Resolve, looked_up
from huoyan.serve.inputs.public_networks import is_public
from huoyan.words import Message

HOPS = 3
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_CHUNK = 64 * 1024
# Fetches at once; further ones wait, and their deadline runs.
_AT_ONCE = 16


class Addresses:
    """`fetch` is called in the event loop; everything else goes on in threads of its own."""

    def __init__(
        self,
        hosts: Iterable[str],
        *,
        most_bytes: int,
        deadline_s: float = 10.0,
        resolve: Resolve | None = None,
        reachable: Callable[[str], bool] = is_public,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """resolve: gives all IP addresses of a host. Raises UsageError usage.url_hosts."""
        self._hosts, self._most, self._deadline_s = AllowedHosts(hosts), most_bytes, deadline_s
        self._look_ups, self._reachable = LookUps(resolve or looked_up), reachable
        self._tls = tls or ssl.create_default_context()
        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="huoyan-fetch")

    async def fetch(self, url: str) -> bytes:
        """Raises ServeError serve.address.x, x: url, host, private, hops, status, too_large, late, failed."""
        loop = asyncio.get_running_loop()
        until = time.monotonic() + self._deadline_s
        try:
            async with asyncio.timeout(self._deadline_s):
                return await loop.run_in_executor(self._threads, self._fetched, url, until)
        except TimeoutError as error:
            message = Message("serving.address_late", seconds=self._deadline_s)
            raise ServeError(message, code="serve.address.late") from error

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _fetched(self, url: str, until: float) -> bytes:
        with Deadline(_left(until)) as deadline:  # it may have waited for its thread
            try:
                for _ in range(HOPS + 1):
                    found = self._hop(self._hosts.target(url), deadline, until)
                    if isinstance(found, bytes):
                        return found
                    url = urljoin(url, found)
            except (OSError, http.client.HTTPException, ValueError) as error:
                if time.monotonic() >= until:
                    raise TimeoutError from error
                raise ServeError(Message("serving.address_failed"), code="serve.address.failed") from error
        raise ServeError(Message("serving.address_hops", most=HOPS), code="serve.address.hops")

    def _hop(self, target: Target, deadline: Deadline, until: float) -> bytes | str:
        """The content, or where it is said to lie."""
        address = self._checked(target, until)
        connection = _Pinned(target, address, deadline, self._tls, _left(until))
        try:
            connection.request("GET", target.path, headers={"User-Agent": "huoyan", "Accept": "image/*"})
            with connection.getresponse() as answer:
                location = answer.headers.get("location")
                if answer.status in _REDIRECTS and location:
                    return location
                if answer.status != 200:
                    message = Message("serving.address_status", status=answer.status)
                    raise ServeError(message, code="serve.address.status")
                content = self._read(answer)
        finally:
            connection.close()
        if time.monotonic() >= until:  # a connection that is ended looks like the end of what it brings
            raise TimeoutError
        return content

    def _checked(self, target: Target, until: float) -> str:
        """The one address to connect to. One that is not public among several is one too many."""
        found = self._look_ups.addresses(target.host, target.port, until)
        if not found:
            raise OSError
        if not all(self._reachable(address) for address in found):
            raise ServeError(
                Message("serving.address_private", host=target.host), code="serve.address.private"
            )
        return found[0]

    def _read(self, answer: http.client.HTTPResponse) -> bytes:
        received = bytearray()
        while len(received) <= self._most and (chunk := answer.read1(_CHUNK)):
            received += chunk
        if len(received) > self._most:
            message = Message("serving.address_too_large", most=self._most)
            raise ServeError(message, code="serve.address.too_large")
        if answer.length:  # read1 ends quietly where the connection breaks
            raise http.client.IncompleteRead(b"", answer.length)
        return bytes(received)


def _left(until: float) -> float:
    """Seconds; a socket with none at all would not wait."""
    return max(0.001, until - time.monotonic())


class _Pinned(http.client.HTTPConnection):
    """Speaks to one IP address, in the name of a host; TLS checks the certificate against that name."""

    def __init__(
        self, target: Target, address: str, deadline: Deadline, tls: ssl.SSLContext, timeout_s: float
    ) -> None:
        usual = 443 if target.scheme == "https" else 80
        super().__init__(target.host, target.port, timeout=timeout_s)
        self.default_port = usual  # so that the Host header names a port only where it must
        self._target, self._address, self._deadline, self._context = target, address, deadline, tls

    def connect(self) -> None:
        made = socket.create_connection((self._address, self._target.port), self.timeout)
        self._deadline.watch(made)
        if self._target.scheme == "https":
            made = self._context.wrap_socket(made, server_hostname=self._target.host)
            self._deadline.watch(made)  # wrapping takes the socket out of the first one
        self.sock = made
