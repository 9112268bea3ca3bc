// SPDX-License-Identifier: Apache-2.0
package io.agentauth.identity;

import io.agentauth.events.Actor;
import io.agentauth.ids.ApiKeyId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who makes a request, by the key that it came with.
 *
 * @param environmentId the key's environment; the installation key has none
 * @param operator whether it is the installation key
 * @param allowedAddresses where the key may be used from; anywhere if there are none
 */
public record Caller(
        ApiKeyId keyId,
        @Nullable EnvironmentId environmentId,
        Set<Permission> permissions,
        boolean operator,
        List<AddressRange> allowedAddresses) {
    public Caller {
        permissions = Set.copyOf(permissions);
        allowedAddresses = List.copyOf(allowedAddresses);
    }

    /**
     * Goes on only where the key may be used from.
     *
     * @param clientAddress as the gateway saw it; empty where nobody knows, which is nowhere
     * @throws ProblemException {@code permission_denied}
     */
    public void requireFrom(Optional<String> clientAddress) {
        if (allowedAddresses.isEmpty()) {
            return;
        }
        boolean allowed = clientAddress
                .filter(address -> allowedAddresses.stream().anyMatch(range -> range.contains(address)))
                .isPresent();
        if (!allowed) {
            throw new ProblemException(ProblemType.PERMISSION_DENIED, "The API key may not be used from this address.");
        }
    }

    /**
     * The environment that the request is about.
     *
     * @throws ProblemException {@code permission_denied} if the key lacks {@code needed}, or has no environment
     */
    public EnvironmentId requireEnvironment(Permission needed) {
        if (environmentId == null) {
            throw new ProblemException(
                    ProblemType.PERMISSION_DENIED,
                    "The installation key belongs to no environment; use a key of the environment.");
        }
        if (!permissions.contains(needed)) {
            throw new ProblemException(
                    ProblemType.PERMISSION_DENIED,
                    "The API key lacks the scope " + needed.wireName() + ".",
                    new Lacking(needed.wireName()));
        }
        return environmentId;
    }

    /**
     * Goes on only for the installation key.
     *
     * @throws ProblemException {@code operator_required}
     */
    public void requireOperator() {
        if (!operator) {
            throw new ProblemException(
                    ProblemType.OPERATOR_REQUIRED, "Use the installation key.", new Lacking(Lacking.OPERATOR));
        }
    }

    /** Who did it, for events. */
    public Actor actor() {
        return operator ? Actor.operator(keyId) : Actor.apiKey(keyId);
    }
}
