# SPDX-License-Identifier: Apache-2.0
"""What the API answers. Fields of later releases are in ``raw``; words of later releases come through as they are."""
from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any, ClassVar, Dict, Generic, List, Mapping, Optional, Type, TypeVar

M = TypeVar("M", bound="Model")
T = TypeVar("T")

_LONG_AGO = datetime.min.replace(tzinfo=timezone.utc)
_TIME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)\Z")


def parse_time(text: str) -> datetime:
    """A time of RFC 3339, to the microsecond."""
    found = _TIME.match(text)
    if not found:
        raise ValueError("a time that cannot be read")
    fraction = ((found.group(2) or "") + "000000")[:6]
    zone = "+00:00" if found.group(3) == "Z" else found.group(3)
    return datetime.fromisoformat(f"{found.group(1)}.{fraction}{zone}").astimezone(timezone.utc)


@dataclass(frozen=True)
class Model:
    """Made of an answer: its times are in UTC. A time that an answer should have and has not is the year 1."""

    _nested: ClassVar[Mapping[str, Type["Model"]]] = {}

    @classmethod
    def of(cls: Type[M], wire: Any) -> M:
        if not isinstance(wire, dict):
            raise ValueError("an object is expected")
        values: Dict[str, Any] = {}
        for each in dataclasses.fields(cls):
            if each.name == "raw":
                values["raw"] = wire
            elif wire.get(each.name) is not None:
                values[each.name] = cls._value(each, wire[each.name])
        return cls(**values)

    @classmethod
    def _value(cls, of: dataclasses.Field[Any], value: Any) -> Any:
        nested = cls._nested.get(of.name)
        if nested is not None:
            return [nested.of(each) for each in value] if isinstance(value, list) else nested.of(value)
        # What is declared, as it is written: annotations are texts here.
        return parse_time(value) if str(of.type) in ("datetime", "Optional[datetime]") else value


@dataclass(frozen=True)
class Page(Generic[T]):
    """A part of a list, and how to ask for the next one; ``iterate`` does that by itself."""

    data: List[T]
    next_cursor: Optional[str]


@dataclass(frozen=True)
class Scope(Model):
    name: str = ""
    description: str = ""


@dataclass(frozen=True)
class CredentialField(Model):
    """What a person enters where there is no consent to give; ``public`` says whether it may be shown again."""

    name: str = ""
    label: str = ""
    hint: Optional[str] = None
    public: bool = False
    pattern: Optional[str] = None


@dataclass(frozen=True)
class ProviderApi(Model):
    """How a provider's own API is called: ``token_header``, and how the token stands there (``{token}``)."""

    base_url: Optional[str] = None
    token_header: str = ""
    token_format: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Provider(Model):
    """``managed``: the operator has an app there. Of your own, which is ``custom``: ``version`` and ``definition``, and ``dry_run`` if it was asked for."""

    id: str = ""
    name: str = ""
    logo: str = ""
    variant_of: Optional[str] = None
    category: str = ""
    categories: List[str] = field(default_factory=list)
    auth_types: List[str] = field(default_factory=list)
    available: bool = False
    unavailable_reason: Optional[str] = None
    scopes: List[Scope] = field(default_factory=list)
    default_scopes: List[str] = field(default_factory=list)
    required_scopes: List[str] = field(default_factory=list)
    slots: List[str] = field(default_factory=list)
    needs_issuer: bool = False
    credentials: List[CredentialField] = field(default_factory=list)
    redirect_uri: str = ""
    api: Optional[ProviderApi] = None
    setup: List[str] = field(default_factory=list)
    docs: Optional[str] = None
    managed: bool = False
    custom: bool = False
    version: Optional[int] = None
    definition: Mapping[str, Any] = field(default_factory=dict)
    dry_run: Mapping[str, Any] = field(default_factory=dict)
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False)

    _nested: ClassVar[Mapping[str, Type[Model]]] = {"scopes": Scope, "credentials": CredentialField, "api": ProviderApi}


@dataclass(frozen=True)
class Connection(Model):
    """``redirect_uri`` is to be registered at the provider. Where people enter what is needed, there is none.

    ``credentials`` are not there then, nor where the client is the operator's (``mode`` is managed).
    """

    id: str = ""
    name: str = ""
    provider: str = ""
    auth_type: str = ""
    mode: str = ""
    credentials: Optional[Mapping[str, Any]] = None
    scopes: List[str] = field(default_factory=list)
    settings: Mapping[str, Any] = field(default_factory=dict)
    redirect_uri: Optional[str] = None
    status: str = ""
    status_reason: Optional[str] = None
    version: int = 0
    created_at: datetime = _LONG_AGO
    updated_at: datetime = _LONG_AGO
    deleted_at: Optional[datetime] = None
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class ProviderAccount(Model):
    id: str = ""
    email: Optional[str] = None
    name: Optional[str] = None


@dataclass(frozen=True)
class Site(Model):
    """One of the places that a consent is good for; ``id`` is what calls of the provider's API name it by."""

    id: str = ""
    name: Optional[str] = None
    url: Optional[str] = None


@dataclass(frozen=True)
class Account(Model):
    """``status``: pending_auth, pending_verification, active, expired, revoked, disconnected, error, paused.

    ``api_base_url`` is where the provider's API is for this account, ``facts`` what the provider told of it beside its token,
    ``sites`` what the consent is good for, where the provider lists that, ``reconnect_by`` when the grant ends, however often it is
    renewed, where such a day is known.
    """

    id: str = ""
    connection_id: str = ""
    provider: str = ""
    identifier: str = ""
    identifier_type: str = ""
    alias: str = ""
    status: str = ""
    status_reason: Optional[str] = None
    health: str = ""
    granted_scopes: List[str] = field(default_factory=list)
    missing_scopes: List[str] = field(default_factory=list)
    provider_account: Optional[ProviderAccount] = None
    api_base_url: Optional[str] = None
    facts: Mapping[str, str] = field(default_factory=dict)
    sites: List[Site] = field(default_factory=list)
    metadata: Mapping[str, Any] = field(default_factory=dict)
    token_expires_at: Optional[datetime] = None
    reconnect_by: Optional[datetime] = None
    last_refreshed_at: Optional[datetime] = None
    last_used_at: Optional[datetime] = None
    reauth_url: Optional[str] = None
    created_at: datetime = _LONG_AGO
    updated_at: datetime = _LONG_AGO
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False)

    _nested: ClassVar[Mapping[str, Type[Model]]] = {"provider_account": ProviderAccount, "sites": Site}


@dataclass(frozen=True)
class VerifiedAccount(Account):
    """``next_url`` is where to send the browser on."""

    next_url: str = ""


@dataclass(frozen=True)
class AuthUrl(Model):
    url: str = ""
    expires_at: datetime = _LONG_AGO


@dataclass(frozen=True)
class DeviceCode(Model):
    """What a person enters in whatever browser they have, and where.

    ``verification_uri_complete`` is the address with the code in it, for a QR code, where the provider makes one; ``interval`` is how many
    seconds later it makes sense to read the account again.
    """

    user_code: str = ""
    verification_uri: str = ""
    verification_uri_complete: Optional[str] = None
    expires_at: datetime = _LONG_AGO
    interval: int = 5


@dataclass(frozen=True)
class AccessToken(Model):
    """What was handed out: a token, or what a person entered (``auth_type`` says how). Its ``repr`` leaves the secrets out.

    ``api_base_url`` is where the provider's API is for this account, ``facts`` what the provider told of it beside its token;
    ``headers``, ``query`` and ``body`` are what every call of the provider's API has where a person entered something, ``fields`` what it was.
    """

    access_token: Optional[str] = field(default=None, repr=False)
    token_type: Optional[str] = None
    expires_at: Optional[datetime] = None
    scopes: List[str] = field(default_factory=list)
    api_base_url: Optional[str] = None
    facts: Mapping[str, str] = field(default_factory=dict)
    auth_type: Optional[str] = None
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    query: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: Mapping[str, str] = field(default_factory=dict, repr=False)
    fields: Mapping[str, str] = field(default_factory=dict, repr=False)
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def request_headers(self) -> Dict[str, str]:
        """The headers that every call has: those that the provider wants, or Authorization with the token (RFC 6750 section 2.1)."""
        if self.access_token is None:
            return dict(self.headers)
        return {"Authorization": f"{self.token_type or 'Bearer'} {self.access_token}"}


@dataclass(frozen=True)
class Receipt(Model):
    """``status``: revoked, partly_revoked, unsupported, failed, pending, kept_shared."""

    slot: str = ""
    generation: Optional[int] = None
    status: str = ""


@dataclass(frozen=True)
class EndedAccount(Model):
    id: str = ""
    status: str = ""
    receipts: List[Receipt] = field(default_factory=list)
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False)

    _nested: ClassVar[Mapping[str, Type[Model]]] = {"receipts": Receipt}


@dataclass(frozen=True)
class AccountPolicy(Model):
    """Who may do what with an organisation's account. Without one (``restricted`` is false) nobody is asked for whom something is done.

    ``use``: who may have its tokens read, renewed and checked. ``manage``: who may have it paused, resumed, disconnected and deleted."""

    restricted: bool = False
    use: List[str] = field(default_factory=list)
    manage: List[str] = field(default_factory=list)


@dataclass(frozen=True)
class Checked(Model):
    """``held``: yes, no, unknown."""

    held: str = ""
    reason: Optional[str] = None
    account: Account = field(default_factory=Account)

    _nested: ClassVar[Mapping[str, Type[Model]]] = {"account": Account}


@dataclass(frozen=True)
class Event(Model):
    id: str = ""
    type: str = ""
    time: datetime = _LONG_AGO
    source: str = ""
    subject: str = ""
    sequence: int = 0
    causation_id: Optional[str] = None
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class AuditEntry(Model):
    id: str = ""
    time: datetime = _LONG_AGO
    type: str = ""
    source: str = ""
    account_id: Optional[str] = None
    actor: Optional[str] = None
    key_id: Optional[str] = None
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Revocation(Model):
    """``status``: running, done. ``revoked`` accounts give no token any more; of ``pending`` ones the providers have not been told yet."""

    id: str = ""
    connection_id: Optional[str] = None
    read_by: Optional[str] = None
    read_from: Optional[datetime] = None
    read_to: Optional[datetime] = None
    status: str = ""
    revoked: int = 0
    pending: int = 0
    requested_at: datetime = _LONG_AGO
    finished_at: Optional[datetime] = None


@dataclass(frozen=True)
class Environment(Model):
    id: str = ""
    name: str = ""
    logo_url: Optional[str] = None
    kind: str = ""
    return_urls: List[str] = field(default_factory=list)
    verify_urls: List[str] = field(default_factory=list)
    verification: str = ""
    version: int = 0
    created_at: datetime = _LONG_AGO
    updated_at: datetime = _LONG_AGO
    deleted_at: Optional[datetime] = None
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class ManagedApp(Model):
    """An operator's registration at a provider: ``redirect_uri`` is to be registered there, ``connections`` of all environments use it."""

    provider: str = ""
    credentials: Mapping[str, Any] = field(default_factory=dict)
    scopes: List[str] = field(default_factory=list)
    placeholders: Mapping[str, str] = field(default_factory=dict)
    redirect_uri: str = ""
    connections: int = 0
    version: int = 0
    created_at: datetime = _LONG_AGO
    updated_at: datetime = _LONG_AGO
    deleted_at: Optional[datetime] = None
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class ApiKey(Model):
    """``key`` is the secret: there once, in the answer that made it, and never in the ``repr``."""

    id: str = ""
    key: Optional[str] = field(default=None, repr=False)
    name: str = ""
    prefix: str = ""
    role: Optional[str] = None
    scopes: List[str] = field(default_factory=list)
    allowed_addresses: List[str] = field(default_factory=list)
    expires_at: Optional[datetime] = None
    created_at: datetime = _LONG_AGO
    revoked_at: Optional[datetime] = None
