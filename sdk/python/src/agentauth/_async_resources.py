# SPDX-License-Identifier: Apache-2.0
"""The resources. _sync_resources.py is made from this file by scripts/unasync.py."""
from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, AsyncIterator, Callable, List, Mapping, Optional, TypeVar, Union

from . import _calls
from ._calls import KEPT, Settings, decoded, filtered, given, path, settings_of, shredded, span
from ._transport import AsyncClock, AsyncTransport
from .errors import AgentAuthError, ConnectionError, WaitTimeoutError
from .models import (
    AccessToken,
    Account,
    AccountPolicy,
    ApiKey,
    AuditEntry,
    AuthUrl,
    Checked,
    Connection,
    DeviceCode,
    EndedAccount,
    Environment,
    Event,
    ManagedApp,
    Page,
    Provider,
    Revocation,
    VerifiedAccount,
)

T = TypeVar("T")
# RFC 3339, or with a zone.
Time = Union[str, datetime, None]

_WAIT_SECONDS = 600.0
_POLL_SECONDS = 1.0
_POLL_MAX_SECONDS = 5.0
_POLL_GROWTH = 1.5


class AsyncCore:
    def __init__(self, settings: Settings, transport: AsyncTransport, clock: AsyncClock) -> None:
        self.settings = settings
        self.transport = transport
        self.clock = clock

    async def send(
        self, method: str, where: str, query: Optional[Mapping[str, Any]] = None, body: Any = None, extra_time: float = 0.0
    ) -> Any:
        return await self._send(_calls.call(self.settings, method, where, query, body, extra_time))

    async def text(self, where: str, query: Mapping[str, Any], media_type: str) -> str:
        """What is no JSON."""
        return str(await self._send(_calls.call(self.settings, "GET", where, query, None, 0.0, media_type)))

    async def _send(self, call: _calls.Call) -> Any:
        attempt = 0
        while True:
            error: AgentAuthError
            try:
                answer = await self.transport.exchange(call)
            except ConnectionError as failure:
                error, retry = failure, True
            else:
                value, problem, retry = _calls.outcome(call, answer, self.clock.now())
                if problem is None:
                    return value
                error = problem
            if not retry or attempt >= self.settings.max_retries:
                raise error
            await self.clock.sleep(_calls.delay(attempt, error.retry_after))
            attempt += 1


class _AsyncResource:
    def __init__(self, core: AsyncCore) -> None:
        self._core = core

    async def _get(self, where: str, decode: Callable[[Any], T], query: Optional[Mapping[str, Any]] = None) -> T:
        return decoded(decode, await self._core.send("GET", where, query))

    async def _post(self, where: str, decode: Callable[[Any], T], body: Any = None) -> T:
        return decoded(decode, await self._core.send("POST", where, body=body))

    async def _put(self, where: str, decode: Callable[[Any], T], body: Any) -> T:
        return decoded(decode, await self._core.send("PUT", where, body=body))

    async def _patch(self, where: str, decode: Callable[[Any], T], body: Any) -> T:
        return decoded(decode, await self._core.send("PATCH", where, body=body))

    async def _delete(self, where: str, decode: Callable[[Any], T], query: Optional[Mapping[str, Any]] = None) -> T:
        return decoded(decode, await self._core.send("DELETE", where, query))

    async def _page(self, where: str, decode: Callable[[Any], T], query: Mapping[str, Any], extra_time: float = 0.0) -> Page[T]:
        wire = await self._core.send("GET", where, query, extra_time=extra_time)
        return decoded(lambda found: Page([decode(each) for each in found["data"]], found.get("next_cursor")), wire)

    async def _all(self, where: str, decode: Callable[[Any], T], query: Mapping[str, Any]) -> AsyncIterator[T]:
        asked = dict(query)
        while True:
            page = await self._page(where, decode, asked)
            for each in page.data:
                yield each
            # A cursor that stands still is the end for now: lists of events always have one, to go on from later.
            if page.next_cursor is None or page.next_cursor == asked.get("cursor"):
                return
            asked["cursor"] = page.next_cursor


class AsyncProviders(_AsyncResource):
    """The catalogue of providers, and your own."""

    async def get(self, id: str) -> Provider:
        return await self._get(path("providers", id), Provider.of)

    async def list(
        self,
        *,
        q: Optional[str] = None,
        category: Optional[str] = None,
        limit: Optional[int] = None,
        cursor: Optional[str] = None,
    ) -> Page[Provider]:
        """All of them, or those that ``q`` (words) and ``category`` find."""
        return await self._page(path("providers"), Provider.of, given(q=q, category=category, limit=limit, cursor=cursor))

    def iterate(
        self, *, q: Optional[str] = None, category: Optional[str] = None, limit: Optional[int] = None
    ) -> AsyncIterator[Provider]:
        return self._all(path("providers"), Provider.of, given(q=q, category=category, limit=limit))

    async def create(
        self, *, definition: Optional[Mapping[str, Any]] = None, issuer: Optional[str] = None, dry_run: Optional[bool] = None
    ) -> Provider:
        """One of your own, by ``definition``, by ``issuer``, or both. With ``dry_run`` nothing is stored, and the answer has what would be sent."""
        return await self._post(path("providers"), Provider.of, given(definition=definition, issuer=issuer, dry_run=dry_run))

    async def update(
        self,
        id: str,
        *,
        definition: Optional[Mapping[str, Any]] = None,
        issuer: Optional[str] = None,
        dry_run: Optional[bool] = None,
    ) -> Provider:
        """Changes your own; in ``definition``, what is missing stays and what is None goes."""
        body = given(definition=definition, issuer=issuer, dry_run=dry_run)
        return await self._patch(path("providers", id), Provider.of, body)

    async def delete(self, id: str) -> Provider:
        return await self._delete(path("providers", id), Provider.of)


class AsyncConnections(_AsyncResource):
    """Registrations of your application at providers."""

    async def create(
        self,
        *,
        provider: str,
        auth_type: Optional[str] = None,
        credentials: Optional[Mapping[str, str]] = None,
        scopes: Optional[List[str]] = None,
        mode: Optional[str] = None,
        name: Optional[str] = None,
        settings: Optional[Mapping[str, Any]] = None,
    ) -> Connection:
        body = given(provider=provider, auth_type=auth_type, credentials=credentials, scopes=scopes, mode=mode)
        return await self._post(path("connections"), Connection.of, {**body, **given(name=name, settings=settings)})

    async def get(self, id: str) -> Connection:
        return await self._get(path("connections", id), Connection.of)

    async def list(self, *, limit: Optional[int] = None, cursor: Optional[str] = None) -> Page[Connection]:
        return await self._page(path("connections"), Connection.of, given(limit=limit, cursor=cursor))

    def iterate(self, *, limit: Optional[int] = None) -> AsyncIterator[Connection]:
        return self._all(path("connections"), Connection.of, given(limit=limit))

    async def update(
        self,
        id: str,
        *,
        name: Optional[str] = None,
        credentials: Optional[Mapping[str, str]] = None,
        scopes: Optional[List[str]] = None,
        settings: Optional[Mapping[str, Any]] = None,
    ) -> Connection:
        body = given(name=name, credentials=credentials, scopes=scopes, settings=settings)
        return await self._patch(path("connections", id), Connection.of, body)

    async def delete(self, id: str, *, force: Optional[bool] = None) -> Connection:
        return await self._delete(path("connections", id), Connection.of, given(force=force))


class AsyncAccounts(_AsyncResource):
    """Connected accounts: of a user or an organisation, at a provider."""

    async def create(
        self,
        *,
        connection_id: str,
        identifier: str,
        identifier_type: str,
        alias: Optional[str] = None,
        metadata: Optional[Mapping[str, Any]] = None,
        parameters: Optional[Mapping[str, str]] = None,
    ) -> Account:
        """The account of that connection, identifier and alias; made if there is none. ``parameters`` say whom it is for where nobody consents."""
        body = given(connection_id=connection_id, identifier=identifier, identifier_type=identifier_type)
        body.update(given(alias=alias, metadata=metadata, parameters=parameters))
        return await self._post(path("accounts"), Account.of, body)

    async def get_or_create_connected_account(
        self,
        *,
        connection_id: str,
        identifier: str,
        identifier_type: str,
        alias: Optional[str] = None,
        metadata: Optional[Mapping[str, Any]] = None,
        parameters: Optional[Mapping[str, str]] = None,
    ) -> Account:
        """The same as ``create``."""
        return await self.create(
            connection_id=connection_id,
            identifier=identifier,
            identifier_type=identifier_type,
            alias=alias,
            metadata=metadata,
            parameters=parameters,
        )

    async def get(self, id: str) -> Account:
        """The account; its token is renewed first if it has expired."""
        return await self._get(path("accounts", id), Account.of)

    async def list(
        self,
        *,
        connection_id: Optional[str] = None,
        identifier: Optional[str] = None,
        identifier_type: Optional[str] = None,
        status: Optional[str] = None,
        provider: Optional[str] = None,
        limit: Optional[int] = None,
        cursor: Optional[str] = None,
    ) -> Page[Account]:
        query = given(connection_id=connection_id, identifier=identifier, identifier_type=identifier_type, status=status)
        query.update(given(provider=provider, limit=limit, cursor=cursor))
        return await self._page(path("accounts"), Account.of, query)

    def iterate(
        self,
        *,
        connection_id: Optional[str] = None,
        identifier: Optional[str] = None,
        identifier_type: Optional[str] = None,
        status: Optional[str] = None,
        provider: Optional[str] = None,
        limit: Optional[int] = None,
    ) -> AsyncIterator[Account]:
        query = given(connection_id=connection_id, identifier=identifier, identifier_type=identifier_type, status=status)
        query.update(given(provider=provider, limit=limit))
        return self._all(path("accounts"), Account.of, query)

    async def update(self, id: str, *, metadata: Mapping[str, Any]) -> Account:
        """Changes members of the metadata; a None removes one."""
        return await self._patch(path("accounts", id), Account.of, {"metadata": metadata})

    async def delete(self, id: str, *, erase: Optional[bool] = None) -> EndedAccount:
        return await self._delete(path("accounts", id), EndedAccount.of, given(erase=erase))

    async def get_auth_url(
        self,
        id: str,
        *,
        redirect_url: Optional[str] = None,
        scopes: Optional[List[str]] = None,
        login_hint: Optional[str] = None,
        user_verify_url: Optional[str] = None,
        state: Optional[str] = None,
        allow_other_person: Optional[bool] = None,
    ) -> str:
        """The link for the person."""
        link = await self.create_auth_url(
            id,
            redirect_url=redirect_url,
            scopes=scopes,
            login_hint=login_hint,
            user_verify_url=user_verify_url,
            state=state,
            allow_other_person=allow_other_person,
        )
        return link.url

    async def get_authorization_link(
        self,
        id: str,
        *,
        redirect_url: Optional[str] = None,
        scopes: Optional[List[str]] = None,
        login_hint: Optional[str] = None,
        user_verify_url: Optional[str] = None,
        state: Optional[str] = None,
        allow_other_person: Optional[bool] = None,
    ) -> str:
        """The same as ``get_auth_url``."""
        link = await self.create_auth_url(
            id,
            redirect_url=redirect_url,
            scopes=scopes,
            login_hint=login_hint,
            user_verify_url=user_verify_url,
            state=state,
            allow_other_person=allow_other_person,
        )
        return link.url

    async def create_auth_url(
        self,
        id: str,
        *,
        redirect_url: Optional[str] = None,
        scopes: Optional[List[str]] = None,
        login_hint: Optional[str] = None,
        user_verify_url: Optional[str] = None,
        state: Optional[str] = None,
        allow_other_person: Optional[bool] = None,
    ) -> AuthUrl:
        """The link for the person, and until when it holds."""
        body = given(redirect_url=redirect_url, scopes=scopes, login_hint=login_hint, user_verify_url=user_verify_url)
        more = given(state=state, allow_other_person=allow_other_person)
        return await self._post(path("accounts", id, "auth-url"), AuthUrl.of, {**body, **more})

    async def create_device_code(
        self, id: str, *, scopes: Optional[List[str]] = None, allow_other_person: Optional[bool] = None
    ) -> DeviceCode:
        """A code that the person enters in whatever browser they have, where the provider offers that. Another one ends it."""
        body = given(scopes=scopes, allow_other_person=allow_other_person)
        return await self._post(path("accounts", id, "device-code"), DeviceCode.of, body)

    async def get_token(
        self,
        id: str,
        *,
        min_validity: Union[int, float, str, timedelta, None] = None,
        slot: Optional[str] = None,
        reason: Optional[str] = None,
        acting_user: Optional[str] = None,
    ) -> AccessToken:
        """A token that is valid now, and for ``min_validity`` (seconds, or "5m") at least; where a person entered a key or a password, that."""
        query = given(min_validity=span(min_validity), slot=slot, reason=reason, acting_user=acting_user)
        return await self._get(path("accounts", id, "token"), AccessToken.of, query)

    async def refresh(self, id: str, *, reason: Optional[str] = None, slot: Optional[str] = None) -> Account:
        """Renews now; ``reason="rejected"`` if the provider refused the token."""
        return await self._post(path("accounts", id, "refresh"), Account.of, given(reason=reason, slot=slot))

    async def set_credentials(self, id: str, fields: Mapping[str, str]) -> Account:
        """Brings what a person would enter, such as an API key: the fields of the provider, by name. They are tried there first."""
        return await self._put(path("accounts", id, "credentials"), Account.of, {"fields": fields})

    async def import_tokens(
        self,
        id: str,
        *,
        access_token: Optional[str] = None,
        refresh_token: Optional[str] = None,
        expires_at: Time = None,
        scope: Optional[str] = None,
    ) -> Account:
        """Brings tokens of a consent that was given elsewhere, to the same client. They are proved at the provider; from then on only Agent Auth has the
        current refresh token."""
        body = given(access_token=access_token, refresh_token=refresh_token, expires_at=expires_at, scope=scope)
        return await self._put(path("accounts", id, "credentials"), Account.of, body)

    async def check(self, id: str) -> Checked:
        """Asks the provider whether it still holds the grant."""
        return await self._post(path("accounts", id, "check"), Checked.of)

    async def disconnect(self, id: str) -> EndedAccount:
        return await self._post(path("accounts", id, "disconnect"), EndedAccount.of)

    async def pause(self, id: str) -> Account:
        return await self._post(path("accounts", id, "pause"), Account.of)

    async def resume(self, id: str) -> Account:
        return await self._post(path("accounts", id, "resume"), Account.of)

    async def get_policy(self, id: str) -> AccountPolicy:
        """Which members of an organisation may use its account, and who may manage it."""
        return await self._get(path("accounts", id, "policy"), AccountPolicy.of)

    async def set_policy(self, id: str, *, use: Optional[List[str]] = None, manage: Optional[List[str]] = None) -> AccountPolicy:
        """Puts a policy in the place of what was there; it takes an ``admin`` key. ``"*"`` is every member who is named; who is on no list may not."""
        return await self._put(path("accounts", id, "policy"), AccountPolicy.of, given(use=use, manage=manage))

    async def remove_policy(self, id: str) -> AccountPolicy:
        """Removes the policy: nobody is asked any more for whom something is done."""
        return await self._delete(path("accounts", id, "policy"), AccountPolicy.of)

    async def events(self, id: str, *, limit: Optional[int] = None, cursor: Optional[str] = None) -> Page[Event]:
        """The timeline of one account, the oldest first."""
        return await self._page(path("accounts", id, "events"), Event.of, given(limit=limit, cursor=cursor))

    def iterate_events(self, id: str, *, limit: Optional[int] = None, cursor: Optional[str] = None) -> AsyncIterator[Event]:
        """All of the timeline, up to now."""
        return self._all(path("accounts", id, "events"), Event.of, given(limit=limit, cursor=cursor))

    async def verify_connected_account_user(
        self, *, verify_token: str, identifier: str, identifier_type: Optional[str] = None
    ) -> VerifiedAccount:
        """The same as ``authorizations.verify``."""
        body = given(verify_token=verify_token, identifier=identifier, identifier_type=identifier_type)
        return await self._post(path("authorizations", "verify"), VerifiedAccount.of, body)

    async def wait_until_active(self, id: str, *, timeout: float = _WAIT_SECONDS) -> Account:
        """Asks until the account is active; raises WaitTimeoutError after ``timeout`` seconds."""
        end = self._core.clock.now() + timeout
        pause = _POLL_SECONDS
        while True:
            account = await self.get(id)
            if account.status == "active":
                return account
            left = end - self._core.clock.now()
            if left <= 0:
                text = f"The account is {account.status}, not active, after {timeout:g} s."
                raise WaitTimeoutError(text, account=account)
            await self._core.clock.sleep(min(pause, left))
            pause = min(_POLL_MAX_SECONDS, pause * _POLL_GROWTH)


class AsyncAuthorizations(_AsyncResource):
    """Attempts of people to connect an account."""

    async def verify(
        self, *, verify_token: str, identifier: str, identifier_type: Optional[str] = None
    ) -> VerifiedAccount:
        """Confirms, from your back end, who the person is that came back with ``verify_token``."""
        body = given(verify_token=verify_token, identifier=identifier, identifier_type=identifier_type)
        return await self._post(path("authorizations", "verify"), VerifiedAccount.of, body)


class AsyncEvents(_AsyncResource):
    """What happened in the environment, the oldest first."""

    async def list(
        self, *, limit: Optional[int] = None, cursor: Optional[str] = None, wait: Optional[int] = None
    ) -> Page[Event]:
        """Behind ``cursor``; with ``wait`` (seconds) not before something happened."""
        query = given(limit=limit, cursor=cursor, wait=span(wait))
        return await self._page(path("events"), Event.of, query, extra_time=float(wait or 0))

    def iterate(self, *, limit: Optional[int] = None, cursor: Optional[str] = None) -> AsyncIterator[Event]:
        """Up to now."""
        return self._all(path("events"), Event.of, given(limit=limit, cursor=cursor))


class AsyncAudit(_AsyncResource):
    """The audit trail, the newest first."""

    async def list(
        self,
        *,
        account_id: Optional[str] = None,
        actor: Optional[str] = None,
        key_id: Optional[str] = None,
        type: Optional[str] = None,
        from_: Time = None,
        to: Time = None,
        limit: Optional[int] = None,
        cursor: Optional[str] = None,
    ) -> Page[AuditEntry]:
        """Those entries that all filters are true of."""
        query = {**filtered(account_id, actor, key_id, type, from_, to), **given(limit=limit, cursor=cursor)}
        return await self._page(path("audit"), AuditEntry.of, query)

    def iterate(
        self,
        *,
        account_id: Optional[str] = None,
        actor: Optional[str] = None,
        key_id: Optional[str] = None,
        type: Optional[str] = None,
        from_: Time = None,
        to: Time = None,
        limit: Optional[int] = None,
    ) -> AsyncIterator[AuditEntry]:
        query = {**filtered(account_id, actor, key_id, type, from_, to), **given(limit=limit)}
        return self._all(path("audit"), AuditEntry.of, query)

    async def export(self, *, from_: Time = None, to: Time = None) -> str:
        """The trail with its signed chain as JSON Lines, the oldest first. All of it, as one text."""
        return await self._core.text(path("audit", "export"), given(**{"from": from_}, to=to), "text/plain")

    async def export_table(
        self,
        *,
        account_id: Optional[str] = None,
        actor: Optional[str] = None,
        key_id: Optional[str] = None,
        type: Optional[str] = None,
        from_: Time = None,
        to: Time = None,
    ) -> str:
        """The trail as comma-separated values, the newest first, with the filters of ``list``. All of it, as one text."""
        return await self._core.text(path("audit", "export") + ".csv", filtered(account_id, actor, key_id, type, from_, to), "text/csv")


class AsyncRevocations(_AsyncResource):
    """Break-glass: many accounts at once, after a leak. The key needs ``admin``."""

    async def create(
        self,
        *,
        all: Optional[bool] = None,
        connection_id: Optional[str] = None,
        read_by: Optional[str] = None,
        read_from: Time = None,
        read_to: Time = None,
    ) -> Revocation:
        """Either ``all=True``, or which. It goes on by itself; ``get`` says how far it is."""
        body = given(all=all, connection_id=connection_id, read_by=read_by, read_from=read_from, read_to=read_to)
        return await self._post(path("revocations"), Revocation.of, body)

    async def get(self, id: str) -> Revocation:
        return await self._get(path("revocations", id), Revocation.of)


class AsyncOwnEnvironment(_AsyncResource):
    """Your own environment."""

    async def get(self) -> Environment:
        return await self._get(path("environment"), Environment.of)

    async def update(
        self,
        *,
        name: Optional[str] = None,
        logo_url: Optional[str] = KEPT,
        kind: Optional[str] = None,
        return_urls: Optional[List[str]] = None,
        verify_urls: Optional[List[str]] = None,
        verification: Optional[str] = None,
    ) -> Environment:
        """What is not given stays; ``logo_url=None`` takes the logo away."""
        body = settings_of(name, logo_url, kind, return_urls, verify_urls, verification)
        return await self._patch(path("environment"), Environment.of, body)


class AsyncEnvironments(_AsyncResource):
    """All environments; with the installation key only."""

    async def create(
        self,
        *,
        name: str,
        logo_url: Optional[str] = KEPT,
        kind: Optional[str] = None,
        return_urls: Optional[List[str]] = None,
        verify_urls: Optional[List[str]] = None,
        verification: Optional[str] = None,
    ) -> Environment:
        body = settings_of(name, logo_url, kind, return_urls, verify_urls, verification)
        return await self._post(path("environments"), Environment.of, body)

    async def get(self, id: str) -> Environment:
        return await self._get(path("environments", id), Environment.of)

    async def list(self, *, limit: Optional[int] = None, cursor: Optional[str] = None) -> Page[Environment]:
        return await self._page(path("environments"), Environment.of, given(limit=limit, cursor=cursor))

    def iterate(self, *, limit: Optional[int] = None) -> AsyncIterator[Environment]:
        return self._all(path("environments"), Environment.of, given(limit=limit))

    async def update(
        self,
        id: str,
        *,
        name: Optional[str] = None,
        logo_url: Optional[str] = KEPT,
        kind: Optional[str] = None,
        return_urls: Optional[List[str]] = None,
        verify_urls: Optional[List[str]] = None,
        verification: Optional[str] = None,
    ) -> Environment:
        """What is not given stays; ``logo_url=None`` takes the logo away."""
        body = settings_of(name, logo_url, kind, return_urls, verify_urls, verification)
        return await self._patch(path("environments", id), Environment.of, body)

    async def delete(self, id: str, *, shred: str = KEPT) -> Environment:
        """Everything in it ends. Once more with ``shred``, its name: its key is destroyed, and nothing that was sealed for it opens again."""
        return await self._delete(path("environments", id), Environment.of, shredded(shred))


class AsyncManagedApps(_AsyncResource):
    """The operator's registrations at providers, which connections use with ``mode="managed"``; with the installation key only."""

    async def register(
        self,
        provider: str,
        *,
        credentials: Optional[Mapping[str, str]] = None,
        scopes: Optional[List[str]] = None,
        placeholders: Optional[Mapping[str, str]] = None,
    ) -> ManagedApp:
        """Registers it, or changes what is there."""
        body = given(credentials=credentials, scopes=scopes, placeholders=placeholders)
        return await self._put(path("managed-apps", provider), ManagedApp.of, body)

    async def get(self, provider: str) -> ManagedApp:
        return await self._get(path("managed-apps", provider), ManagedApp.of)

    async def list(self, *, limit: Optional[int] = None, cursor: Optional[str] = None) -> Page[ManagedApp]:
        return await self._page(path("managed-apps"), ManagedApp.of, given(limit=limit, cursor=cursor))

    def iterate(self, *, limit: Optional[int] = None) -> AsyncIterator[ManagedApp]:
        return self._all(path("managed-apps"), ManagedApp.of, given(limit=limit))

    async def delete(self, provider: str) -> ManagedApp:
        return await self._delete(path("managed-apps", provider), ManagedApp.of)


class AsyncApiKeys(_AsyncResource):
    """The API keys of an environment; ``environment_id`` with the installation key only."""

    async def create(
        self,
        *,
        name: str,
        scopes: Optional[List[str]] = None,
        role: Optional[str] = None,
        allowed_addresses: Optional[List[str]] = None,
        expires_at: Time = None,
        environment_id: Optional[str] = None,
    ) -> ApiKey:
        """The secret is in the answer's ``key``, this once. ``scopes`` or a ``role``; ``allowed_addresses`` in CIDR form."""
        body = given(
            name=name,
            role=role,
            scopes=scopes,
            allowed_addresses=allowed_addresses,
            expires_at=expires_at,
            environment_id=environment_id,
        )
        return await self._post(path("api-keys"), ApiKey.of, body)

    async def list(
        self, *, limit: Optional[int] = None, cursor: Optional[str] = None, environment_id: Optional[str] = None
    ) -> Page[ApiKey]:
        query = given(limit=limit, cursor=cursor, environment_id=environment_id)
        return await self._page(path("api-keys"), ApiKey.of, query)

    def iterate(self, *, limit: Optional[int] = None, environment_id: Optional[str] = None) -> AsyncIterator[ApiKey]:
        return self._all(path("api-keys"), ApiKey.of, given(limit=limit, environment_id=environment_id))

    async def revoke(self, id: str, *, environment_id: Optional[str] = None) -> ApiKey:
        return await self._delete(path("api-keys", id), ApiKey.of, given(environment_id=environment_id))
