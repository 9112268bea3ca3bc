# SPDX-License-Identifier: Apache-2.0
"""The client. _sync.py is made from this file by scripts/unasync.py."""
from __future__ import annotations

import ssl
from typing import Any, Mapping, Optional

from . import _calls
from ._async_resources import (
    AsyncAccounts,
    AsyncApiKeys,
    AsyncAudit,
    AsyncAuthorizations,
    AsyncConnections,
    AsyncCore,
    AsyncEnvironments,
    AsyncEvents,
    AsyncManagedApps,
    AsyncOwnEnvironment,
    AsyncProviders,
    AsyncRevocations,
)
from ._transport import AsyncClock, AsyncTransport


class AsyncAgentAuth:
    """Agent Auth, for a back end: it holds an API key.

    ``api_key`` and ``base_url`` come from AGENT_AUTH_API_KEY and AGENT_AUTH_URL where they are not given. ``timeout`` is of one attempt, in seconds.
    """

    def __init__(
        self,
        *,
        api_key: Optional[str] = None,
        base_url: Optional[str] = None,
        timeout: float = 30.0,
        max_retries: int = 2,
        ssl_context: Optional[ssl.SSLContext] = None,
        clock: Optional[AsyncClock] = None,
    ) -> None:
        settings = _calls.settings(api_key, base_url, timeout, max_retries)
        self._open(AsyncCore(settings, AsyncTransport(settings.base_url, ssl_context), clock or AsyncClock()))

    def _open(self, core: AsyncCore) -> None:
        self._core = core
        self.providers = AsyncProviders(core)
        self.connections = AsyncConnections(core)
        self.accounts = AsyncAccounts(core)
        self.authorizations = AsyncAuthorizations(core)
        self.events = AsyncEvents(core)
        self.audit = AsyncAudit(core)
        self.revocations = AsyncRevocations(core)
        self.environment = AsyncOwnEnvironment(core)
        self.environments = AsyncEnvironments(core)
        self.managed_apps = AsyncManagedApps(core)
        self.api_keys = AsyncApiKeys(core)

    def with_options(self, **options: Any) -> "AsyncAgentAuth":
        """The same client with another ``timeout``, ``max_retries``, ``idempotency_key`` (of one call), ``request_id`` or
        ``acting_user``: for whom it is done, which an organisation account's policy is judged for."""
        derived = object.__new__(type(self))
        derived._open(AsyncCore(self._core.settings.changed(**options), self._core.transport, self._core.clock))
        return derived

    async def request(self, method: str, path: str, *, query: Optional[Mapping[str, Any]] = None, body: Any = None) -> Any:
        """Any call of the API, with the same key, limits, retries and errors: for what has no method here."""
        return await self._core.send(method, path, query, body)

    async def close(self) -> None:
        await self._core.transport.close()

    async def __aenter__(self) -> "AsyncAgentAuth":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._core.settings.base_url!r})"
