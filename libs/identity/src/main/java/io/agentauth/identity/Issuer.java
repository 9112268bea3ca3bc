// SPDX-License-Identifier: Apache-2.0
package io.agentauth.identity;

import io.agentauth.ids.ApiKeyId;
import io.agentauth.vault.Sensitive;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Set;

/** Who makes identities: connection-service. Everybody else asks it over HTTP; it asks itself in process, with a bean of its own. */
public interface Issuer {
    /** The {@code iss} of every token. */
    String NAME = "agent-auth";

    /** The {@code aud} of callers' tokens. */
    String CALLERS = "agent-auth";

    /** The claim that tells a service's token from a caller's. */
    String TYPE_CLAIM = "typ";

    /** The value of {@link #TYPE_CLAIM} in services' tokens. */
    String SERVICE_TYPE = "service";

    /** The claim with a caller's environment. */
    String ENVIRONMENT_CLAIM = "env";

    /** The claim with a caller's permissions, a list. */
    String SCOPES_CLAIM = "scp";

    /** The claim with the address ranges that a caller's key may be used from, a list; absent where it may be from anywhere. */
    String ADDRESSES_CLAIM = "adr";

    /** The claim that says that the caller is the operator. */
    String OPERATOR_CLAIM = "opr";

    /** How long an answer is waited for: whoever does not give one is asked again, and nothing waits for good. */
    Duration WITHIN = Duration.ofSeconds(10);

    /** A token of this service for another one. */
    record OwnToken(Sensitive value, Duration life) {}

    /** The public signing keys, as a JWKS (RFC 7517 §5). */
    Uni<String> keys();

    /**
     * What every process has to know within a second.
     *
     * @param keys   the API keys that were revoked lately: those for which a token may still be alive
     * @param sealed whether the installation is sealed: nothing is opened then
     */
    record Lately(Set<ApiKeyId> keys, boolean sealed) {}

    /** The keys revoked lately, and whether the installation is sealed. */
    Uni<Lately> lately();

    /** A fresh token of this service for {@code callee}. */
    Uni<OwnToken> serviceToken(ServiceName callee);
}
