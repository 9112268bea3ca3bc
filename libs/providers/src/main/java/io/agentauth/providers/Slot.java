// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.agentauth.oauth.TokenPointers;
import org.jspecify.annotations.Nullable;

/**
 * One of the tokens that an account may hold at this provider.
 *
 * @param name what it is called, for example {@code bot}
 * @param scopeParameter the parameter of the authorization request that asks for its scopes
 * @param scopePrefix tells its scopes from another slot's of the same name, for example {@code user:}; empty for the first slot
 * @param pointers where it is in the answer to a code; null for the provider's {@code token.pointers}
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Slot(String name, String scopeParameter, String scopePrefix, @Nullable TokenPointers pointers) {
    /** The only slot of a provider that says nothing about slots. */
    public static final Slot DEFAULT = new Slot("default", null, null, null);

    public Slot(
            String name,
            @Nullable String scopeParameter,
            @Nullable String scopePrefix,
            @Nullable TokenPointers pointers) {
        this.name = name;
        this.scopeParameter = scopeParameter == null ? "scope" : scopeParameter;
        this.scopePrefix = scopePrefix == null ? "" : scopePrefix;
        this.pointers = pointers;
    }
}
