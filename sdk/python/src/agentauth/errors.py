# SPDX-License-Identifier: Apache-2.0
"""What can go wrong. ``code`` is stable: switch on it, or on the class."""
from __future__ import annotations

import builtins
from typing import Any, Dict, List, Mapping, Optional


class AgentAuthError(Exception):
    """Something went wrong; what is not known is None."""

    def __init__(self, message: str, **facts: Any) -> None:
        super().__init__(message)
        self.code: Optional[str] = facts.get("code")
        self.status: Optional[int] = facts.get("status")
        self.title: Optional[str] = facts.get("title")
        self.detail: Optional[str] = facts.get("detail")
        self.request_id: Optional[str] = facts.get("request_id")
        self.errors: List[Dict[str, str]] = facts.get("errors") or []
        self.provider_error: Optional[Dict[str, Any]] = facts.get("provider_error")
        self.retry_after: Optional[float] = facts.get("retry_after")


class AuthenticationError(AgentAuthError):
    """401: the API key is missing, unknown or revoked."""


class PermissionDeniedError(AgentAuthError):
    """403: the API key is valid and may not do this."""


class NotFoundError(AgentAuthError):
    """404 and 410: there is no such thing, or not any more."""


class ConflictError(AgentAuthError):
    """409: the state does not allow it."""


class RateLimitError(AgentAuthError):
    """429: ours (``rate_limited``) or the provider's (``provider_rate_limited``)."""

    def __init__(self, message: str, **facts: Any) -> None:
        super().__init__(message, **facts)
        self.limited_until: Optional[str] = facts.get("limited_until")


class ValidationError(AgentAuthError):
    """4xx: the request is wrong; ``errors`` names the fields."""


class ReauthorizationRequiredError(AgentAuthError):
    """A person must connect the account again; ``auth_url`` is where, as far as it is known."""

    def __init__(self, message: str, **facts: Any) -> None:
        super().__init__(message, **facts)
        self.auth_url: Optional[str] = facts.get("auth_url")


class ProviderError(AgentAuthError):
    """The provider failed or refused; ``provider_error`` is what it said."""


class ServerError(AgentAuthError):
    """5xx, and answers that nobody can read."""


class ConnectionError(AgentAuthError, builtins.ConnectionError):
    """No answer: no connection, a lost one, or none in time (``timed_out``)."""

    def __init__(self, message: str, **facts: Any) -> None:
        super().__init__(message, **facts)
        self.timed_out: bool = facts.get("timed_out", False)


class WaitTimeoutError(AgentAuthError):
    """``wait_until_active`` waited long enough; ``account`` is how it was last."""

    def __init__(self, message: str, **facts: Any) -> None:
        super().__init__(message, **facts)
        self.account = facts.get("account")


_BY_CODE = {
    "reauthorization_required": ReauthorizationRequiredError,
    "provider_unavailable": ProviderError,
}
_BY_STATUS = {
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    410: NotFoundError,
    429: RateLimitError,
}


def error_of(status: int, problem: Mapping[str, Any], request_id: Optional[str], retry_after: Optional[float]) -> AgentAuthError:
    """The error that an answer is."""
    code = _text(problem.get("code"))
    detail = _text(problem.get("detail"))
    title = _text(problem.get("title"))
    request_id = _text(problem.get("request_id")) or request_id
    kind = _BY_CODE.get(code or "") or _BY_STATUS.get(status) or (ValidationError if 400 <= status < 500 else ServerError)
    said = detail or title or "The answer cannot be read."
    where = f"HTTP {status}" + (f", request {request_id}" if request_id else "")
    errors = problem.get("errors")
    provider_error = problem.get("provider_error")
    return kind(
        f"{code + ': ' if code else ''}{said} ({where})",
        code=code,
        status=status,
        title=title,
        detail=detail,
        request_id=request_id,
        errors=[each for each in errors if isinstance(each, dict)] if isinstance(errors, list) else [],
        provider_error=provider_error if isinstance(provider_error, dict) else None,
        retry_after=retry_after,
        limited_until=_text(problem.get("limited_until")),
        auth_url=_text(problem.get("reauth_url")),
    )


def _text(value: Any) -> Optional[str]:
    return value if isinstance(value, str) else None
