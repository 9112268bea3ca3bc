// SPDX-License-Identifier: Apache-2.0
package io.agentauth.identity;

import io.agentauth.events.Actor;
import io.agentauth.ids.ApiKeyId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who makes a request, by the key that it came with.
 *
 * @param environmentId the key's environment; the installation key has none
 * @param operator whether it is the installation key
 */
public record Caller(
        ApiKeyId keyId, @Nullable EnvironmentId environmentId, Set<Permission> permissions, boolean operator) {
    public Caller {
        permissions = Set.copyOf(permissions);
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
                    ProblemType.PERMISSION_DENIED, "The API key lacks the scope " + needed.wireName() + ".");
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
            throw new ProblemException(ProblemType.OPERATOR_REQUIRED, "Use the installation key.");
        }
    }

    /** Who did it, for events. */
    public Actor actor() {
        return operator ? Actor.operator(keyId) : Actor.apiKey(keyId);
    }
}
