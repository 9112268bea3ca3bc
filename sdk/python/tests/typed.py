# SPDX-License-Identifier: Apache-2.0
"""Checked by mypy, never run: what users write. A line that is wrong on purpose is marked; mypy says where a mark is not needed."""
from datetime import datetime
from typing import Optional

from agentauth import AgentAuth, AsyncAgentAuth, ReauthorizationRequiredError

client = AgentAuth(api_key="k", base_url="https://agent-auth.example")
account = client.accounts.create(connection_id="conn_1", identifier="u", identifier_type="user_id")
url: str = client.accounts.get_auth_url(account.id, scopes=["a"], state="s")
by: Optional[datetime] = account.reconnect_by
email: Optional[str] = account.provider_account.email if account.provider_account else None
for each in client.accounts.iterate(status="active"):
    each.identifier.strip()
try:
    header: str = client.accounts.get_token(account.id, min_validity=60).request_headers["Authorization"]
except ReauthorizationRequiredError as error:
    again: Optional[str] = error.auth_url
client.environment.update(logo_url=None, return_urls=["https://app.example/done"])
for entry in client.audit.iterate(actor="api_key", from_=datetime.now()):
    entry.time.isoformat()
client.accounts.create(connection_id="c", identifier="u")  # type: ignore[call-arg]
client.accounts.get_auth_url(7)  # type: ignore[arg-type]
client.accounts.get_auth_url("acc_1", redirect="x")  # type: ignore[call-arg]
client.audit.list(account="acc_1")  # type: ignore[call-arg]


async def awaited(waiting: AsyncAgentAuth) -> str:
    async for one in waiting.accounts.iterate():
        one.status.upper()
    return (await waiting.accounts.get(account.id)).status
