# SPDX-License-Identifier: Apache-2.0
"""HTTP by the standard library: connections that are kept, for threads and for asyncio."""
from __future__ import annotations

import asyncio
import http.client
import socket
import ssl
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import List, Optional
from urllib.parse import urlsplit

from ._calls import Answer, Call, Clock
from .errors import ConnectionError

_IDLE_MAX = 16
_THREADS_MAX = 64
_CHUNK_BYTES = 65_536


class Exchange:
    """One request under way, which somebody else may cancel."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._connection: Optional[http.client.HTTPConnection] = None
        self.cancelled = False

    def over(self, connection: http.client.HTTPConnection) -> None:
        with self._lock:
            self._connection = connection
            if self.cancelled:
                raise OSError("cancelled")

    def cancel(self) -> None:
        with self._lock:
            self.cancelled = True
            sock = self._connection.sock if self._connection is not None else None
        if sock is not None:
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


class Transport:
    """Sends a call over a kept connection, or a new one."""

    def __init__(self, base_url: str, context: Optional[ssl.SSLContext] = None) -> None:
        self._parts = urlsplit(base_url)
        self._context = context
        self._idle: List[http.client.HTTPConnection] = []
        self._lock = threading.Lock()

    def exchange(self, call: Call, exchange: Optional[Exchange] = None) -> Answer:
        """Raises ConnectionError where no whole answer came in time."""
        exchange = exchange or Exchange()
        deadline = time.monotonic() + call.timeout
        try:
            return self._exchange(call, exchange, deadline)
        except (OSError, http.client.HTTPException) as cause:
            timed_out = isinstance(cause, socket.timeout) or time.monotonic() >= deadline
            why = f"there was no answer within {call.timeout:g} s" if timed_out else f"no answer came ({type(cause).__name__})"
            path = call.target.partition("?")[0]
            raise ConnectionError(f"{call.method} {path}: {why}", timed_out=timed_out) from cause

    def _exchange(self, call: Call, exchange: Exchange, deadline: float) -> Answer:
        kept = self._take()
        if kept is not None:
            try:
                return self._over(kept, call, exchange, deadline)
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
                # It was closed while nobody used it: the server has not seen the request.
                if exchange.cancelled:
                    raise
        return self._over(self._new(deadline), call, exchange, deadline)

    def _over(self, connection: http.client.HTTPConnection, call: Call, exchange: Exchange, deadline: float) -> Answer:
        done = False
        try:
            if connection.sock is None:
                connection.connect()
            exchange.over(connection)
            _limit(connection, deadline)
            connection.request(call.method, call.target, body=call.body, headers=dict(call.headers))
            response = connection.getresponse()
            sock = connection.sock
            chunks = []
            while True:
                if sock is not None and connection.sock is not None:
                    _limit(connection, deadline)
                chunk = response.read(_CHUNK_BYTES)
                if not chunk:
                    break
                chunks.append(chunk)
            if response.length:
                raise http.client.IncompleteRead(b"", response.length)
            done = not response.will_close
            headers = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, headers, b"".join(chunks))
        finally:
            self._leave(connection, done and not exchange.cancelled)

    def _new(self, deadline: float) -> http.client.HTTPConnection:
        timeout = max(0.001, deadline - time.monotonic())
        host = self._parts.hostname or ""
        if self._parts.scheme == "https":
            context = self._context or ssl.create_default_context()
            return http.client.HTTPSConnection(host, self._parts.port, timeout=timeout, context=context)
        return http.client.HTTPConnection(host, self._parts.port, timeout=timeout)

    def _take(self) -> Optional[http.client.HTTPConnection]:
        with self._lock:
            return self._idle.pop() if self._idle else None

    def _leave(self, connection: http.client.HTTPConnection, usable: bool) -> None:
        with self._lock:
            if usable and len(self._idle) < _IDLE_MAX:
                self._idle.append(connection)
                return
        connection.close()

    def close(self) -> None:
        with self._lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()


class AsyncTransport:
    """The same for asyncio: each request waits in a thread of its own, and a cancelled task cuts its connection."""

    def __init__(self, base_url: str, context: Optional[ssl.SSLContext] = None) -> None:
        self._transport = Transport(base_url, context)
        self._threads = ThreadPoolExecutor(_THREADS_MAX, thread_name_prefix="agentauth")

    async def exchange(self, call: Call) -> Answer:
        exchange = Exchange()
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._threads, self._transport.exchange, call, exchange)
        except asyncio.CancelledError:
            exchange.cancel()
            raise

    async def close(self) -> None:
        self._transport.close()
        self._threads.shutdown(wait=False)


class AsyncClock:
    """Time, as it is."""

    def now(self) -> float:
        """Seconds since 1970."""
        return time.time()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


def _limit(connection: http.client.HTTPConnection, deadline: float) -> None:
    left = deadline - time.monotonic()
    if left <= 0:
        raise socket.timeout("timed out")
    connection.sock.settimeout(left)


__all__ = ["AsyncClock", "AsyncTransport", "Clock", "Transport"]
