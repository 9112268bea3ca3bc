# SPDX-License-Identifier: Apache-2.0
"""The client. Made from _async.py by scripts/unasync.py."""
from __future__ import annotations

import ssl
from typing import Any, Mapping, Optional

from . import _calls
from ._sync_resources import (
    Accounts,
    ApiKeys,
    Audit,
    Authorizations,
    Connections,
    Core,
    Environments,
    Events,
    ManagedApps,
    OwnEnvironment,
    Providers,
    Revocations,
)
from ._transport import Clock, Transport


class AgentAuth:
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
        clock: Optional[Clock] = None,
    ) -> None:
        settings = _calls.settings(api_key, base_url, timeout, max_retries)
        self._open(Core(settings, Transport(settings.base_url, ssl_context), clock or Clock()))

    def _open(self, core: Core) -> None:
        self._core = core
        self.providers = Providers(core)
        self.connections = Connections(core)
        self.accounts = Accounts(core)
        self.authorizations = Authorizations(core)
        self.events = Events(core)
        self.audit = Audit(core)
        self.revocations = Revocations(core)
        self.environment = OwnEnvironment(core)
        self.environments = Environments(core)
        self.managed_apps = ManagedApps(core)
        self.api_keys = ApiKeys(core)

    def with_options(self, **options: Any) -> "AgentAuth":
        """The same client with another ``timeout``, ``max_retries``, ``idempotency_key`` (of one call), ``request_id`` or
        ``acting_user``: for whom it is done, which an organisation account's policy is judged for."""
        derived = object.__new__(type(self))
        derived._open(Core(self._core.settings.changed(**options), self._core.transport, self._core.clock))
        return derived

    def request(self, method: str, path: str, *, query: Optional[Mapping[str, Any]] = None, body: Any = None) -> Any:
        """Any call of the API, with the same key, limits, retries and errors: for what has no method here."""
        return self._core.send(method, path, query, body)

    def close(self) -> None:
        self._core.transport.close()

    def __enter__(self) -> "AgentAuth":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._core.settings.base_url!r})"
