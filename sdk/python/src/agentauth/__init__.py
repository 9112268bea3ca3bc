# SPDX-License-Identifier: Apache-2.0
"""Agent Auth: connect accounts of your users at third parties, and read tokens that are valid now."""
from ._async import AsyncAgentAuth
from ._calls import VERSION as __version__
from ._sync import AgentAuth
from .errors import (
    AgentAuthError,
    AuthenticationError,
    ConflictError,
    ConnectionError,
    NotFoundError,
    PermissionDeniedError,
    ProviderError,
    RateLimitError,
    ReauthorizationRequiredError,
    ServerError,
    ValidationError,
    WaitTimeoutError,
)
from .models import (
    AccessToken,
    Account,
    ApiKey,
    AuthUrl,
    Checked,
    Connection,
    EndedAccount,
    Environment,
    Event,
    Page,
    Provider,
    VerifiedAccount,
)

__all__ = [
    "AccessToken",
    "Account",
    "AgentAuth",
    "AgentAuthError",
    "ApiKey",
    "AsyncAgentAuth",
    "AuthUrl",
    "AuthenticationError",
    "Checked",
    "ConflictError",
    "Connection",
    "ConnectionError",
    "EndedAccount",
    "Environment",
    "Event",
    "NotFoundError",
    "Page",
    "PermissionDeniedError",
    "Provider",
    "ProviderError",
    "RateLimitError",
    "ReauthorizationRequiredError",
    "ServerError",
    "ValidationError",
    "VerifiedAccount",
    "WaitTimeoutError",
]
