# SPDX-License-Identifier: Apache-2.0
"""A call before it is sent and an answer after it came: nothing here waits for anything."""
from __future__ import annotations

import json
import os
import platform
import random
import re
import time
import uuid
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from typing import Any, Callable, Dict, List, Mapping, Optional, Tuple, TypeVar
from urllib.parse import urlencode, urlsplit

from .errors import AgentAuthError, ServerError, error_of

T = TypeVar("T")

VERSION = "0.1.0"
USER_AGENT = f"agent-auth-python/{VERSION} python/{platform.python_version()}"

_BACKOFF_SECONDS = 0.5
_BACKOFF_MAX_SECONDS = 8.0
_RETRY_AFTER_MAX_SECONDS = 60.0
_REDACTED = "[redacted]"
_REDACTED_CHARS_MIN = 6
_ID = re.compile(r"[A-Za-z0-9_-]{1,128}")
_HEADER = re.compile(r"[\x21-\x7e]{1,255}")
_API_KEY = re.compile(r"[\x21-\x7e]+")
_SECONDS = re.compile(r"[0-9]{1,9}")
_HTTP_DATE = re.compile(r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT")


@dataclass(frozen=True)
class Settings:
    """Of a client. The API key is in no ``repr``."""

    api_key: str = field(repr=False)
    base_url: str
    timeout: float = 30.0
    max_retries: int = 2
    idempotency_key: Optional[str] = None
    request_id: Optional[str] = None
    acting_user: Optional[str] = None

    def changed(self, **changes: Any) -> "Settings":
        return replace(self, **changes)


def settings(api_key: Optional[str], base_url: Optional[str], timeout: float, max_retries: int) -> Settings:
    """Checked; what is not given comes from the environment."""
    api_key = os.environ.get("AGENT_AUTH_API_KEY", "") if api_key is None else api_key
    base_url = os.environ.get("AGENT_AUTH_URL", "") if base_url is None else base_url
    if not _API_KEY.fullmatch(api_key):
        raise ValueError("api_key is missing, or has characters that no API key has")
    parts = urlsplit(base_url)
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc or parts.query or parts.fragment:
        raise ValueError("base_url is an http or https URL without user, query and fragment")
    return Settings(api_key, base_url.rstrip("/"), timeout, max_retries)


@dataclass(frozen=True)
class Call:
    """A request as it is sent, the same each time."""

    method: str
    target: str
    headers: Mapping[str, str] = field(repr=False)
    body: Optional[bytes] = field(repr=False)
    timeout: float
    secrets: List[str] = field(repr=False)
    is_text: bool = False


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


def call(
    own: Settings,
    method: str,
    path: str,
    query: Optional[Mapping[str, Any]],
    body: Any,
    extra_time: float,
    media_type: Optional[str] = None,
) -> Call:
    if not path.startswith("/") or path.startswith("//"):
        raise ValueError("path begins with one '/'")
    headers: Dict[str, str] = {
        "Authorization": f"Bearer {own.api_key}",
        "Accept": "application/json" if media_type is None else f"{media_type}, application/json;q=0.1",
        "User-Agent": USER_AGENT,
    }
    if method == "POST":
        headers["Idempotency-Key"] = _header("idempotency_key", own.idempotency_key) or str(uuid.uuid4())
    if own.request_id is not None:
        headers["X-Request-Id"] = _header("request_id", own.request_id) or ""
    data = None
    if body is not None:
        headers["Content-Type"] = "application/json"
        data = json.dumps(body, ensure_ascii=False).encode("utf-8")
    asked = {"acting_user": own.acting_user, **(query or {})}
    sent = {name: _query_text(value) for name, value in asked.items() if value is not None}
    target = urlsplit(own.base_url).path + path + ("?" + urlencode(sent) if sent else "")
    return Call(method, target, headers, data, own.timeout + extra_time, _secrets(own.api_key, body), media_type is not None)


def path(*words: str) -> str:
    """A path of words and ids: what is no id would lead somewhere else."""
    for word in words:
        if not isinstance(word, str) or not _ID.fullmatch(word):
            raise ValueError('an id is a text of letters, digits, "_" and "-"')
    return "/v1/" + "/".join(words)


def outcome(sent: Call, answer: Answer, now: float) -> Tuple[Any, Optional[AgentAuthError], bool]:
    """(value, error, whether to try again)."""
    if sent.is_text and 200 <= answer.status < 300:
        return answer.body.decode("utf-8", "replace"), None, False
    found = _parsed(answer.body)
    request_id = answer.headers.get("x-request-id")
    if 200 <= answer.status < 300:
        if found is _UNREADABLE:
            text = f"The answer is no JSON (HTTP {answer.status}). Is the base URL right?"
            return None, ServerError(text, status=answer.status, request_id=request_id), False
        return found, None, False
    retry_after = _retry_after(answer.headers.get("retry-after"), now)
    problem = _redacted(found, sent.secrets) if isinstance(found, dict) else {}
    error = error_of(answer.status, problem, request_id, retry_after)
    too_long = (retry_after or 0) > _RETRY_AFTER_MAX_SECONDS
    return None, error, not too_long and (answer.status in (408, 429) or answer.status >= 500)


def decoded(decode: Callable[[Any], T], value: Any) -> T:
    try:
        return decode(value)
    except (ValueError, TypeError, AttributeError) as cause:
        raise ServerError(f"The answer cannot be read: {type(cause).__name__}.") from None


def delay(attempt: int, retry_after: Optional[float]) -> float:
    """How long to wait before the next attempt, in seconds."""
    if retry_after is not None:
        return retry_after * (1 + random.random() * 0.1)
    return min(_BACKOFF_MAX_SECONDS, _BACKOFF_SECONDS * 2.0**attempt) * (0.5 + random.random() * 0.5)


def given(**values: Any) -> Dict[str, Any]:
    """Those that are not None, times as the API has them."""
    return {name: _plain(value) for name, value in values.items() if value is not None}


def filtered(account_id: Any, actor: Any, key_id: Any, type: Any, from_: Any, to: Any) -> Dict[str, Any]:
    """The filters of the audit trail."""
    return given(account_id=account_id, actor=actor, key_id=key_id, type=type, to=to, **{"from": from_})


# In the place of what is not given where null means something.
KEPT: Any = object()


def settings_of(name: Any, logo_url: Any, kind: Any, return_urls: Any, verify_urls: Any, verification: Any) -> Dict[str, Any]:
    """Those of an environment; a logo of None is none."""
    logo = {} if logo_url is KEPT else {"logo_url": logo_url}
    more = given(name=name, kind=kind, return_urls=return_urls, verify_urls=verify_urls, verification=verification)
    return {**more, **logo}


def shredded(name: Any) -> Dict[str, Any]:
    """The name that confirms it. An empty one is a mistake: without it everything in a live environment would end."""
    if name is KEPT:
        return {}
    if not name:
        raise ValueError("shred is the name of the environment")
    return {"shred": name}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def span(value: Any) -> Optional[str]:
    """``60``, ``"60s"`` or a timedelta, as the API wants it."""
    if value is None or isinstance(value, str):
        return value
    seconds = value.total_seconds() if hasattr(value, "total_seconds") else value
    return f"{-int(-seconds // 1)}s"


_UNREADABLE = object()


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body.decode("utf-8"))
    except ValueError:
        return _UNREADABLE


def _header(name: str, value: Optional[str]) -> Optional[str]:
    if value is not None and not _HEADER.fullmatch(value):
        raise ValueError(f"{name} has 1 to 255 visible ASCII characters")
    return value


def _query_text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _secrets(api_key: str, body: Any) -> List[str]:
    found: List[Any] = [api_key]
    if isinstance(body, dict):
        credentials = body.get("credentials")
        if isinstance(credentials, dict):
            found += [value for name, value in credentials.items() if name != "client_id"]
        fields = body.get("fields")
        if isinstance(fields, Mapping):
            found += fields.values()
        found += [body.get(name) for name in ("verify_token", "access_token", "refresh_token")]
    return [each for each in found if isinstance(each, str) and len(each) >= _REDACTED_CHARS_MIN]


def _redacted(value: Any, secrets: List[str]) -> Any:
    if isinstance(value, dict):
        return {name: _redacted(member, secrets) for name, member in value.items()}
    if isinstance(value, list):
        return [_redacted(member, secrets) for member in value]
    if isinstance(value, str):
        for secret in secrets:
            value = value.replace(secret, _REDACTED)
    return value


def _retry_after(value: Optional[str], now: float) -> Optional[float]:
    """RFC 9110 section 10.2.3; None if it is not there or cannot be read."""
    if value is None:
        return None
    if _SECONDS.fullmatch(value):
        return float(value)
    if not _HTTP_DATE.fullmatch(value):
        return None
    try:
        return max(0.0, parsedate_to_datetime(value).astimezone(timezone.utc).timestamp() - now)
    except (ValueError, TypeError):
        return None


class Clock:
    """Time, as it is."""

    def now(self) -> float:
        """Seconds since 1970."""
        return time.time()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)
