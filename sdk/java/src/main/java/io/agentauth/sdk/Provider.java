// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A third party that can be connected.
 *
 * @param available whether it can be; {@code unavailableReason} says why not
 * @param setup what to do at the provider before a connection is made, step by step
 */
public record Provider(
        String id,
        String name,
        String category,
        List<String> categories,
        List<String> authTypes,
        boolean available,
        @Nullable String unavailableReason,
        List<Scope> scopes,
        List<String> defaultScopes,
        List<String> requiredScopes,
        List<String> slots,
        boolean needsIssuer,
        String redirectUri,
        List<String> setup,
        @Nullable String docs) {
    public Provider {
        categories = categories == null ? List.of() : categories;
        requiredScopes = requiredScopes == null ? List.of() : requiredScopes;
        authTypes = authTypes == null ? List.of() : authTypes;
        scopes = scopes == null ? List.of() : scopes;
        defaultScopes = defaultScopes == null ? List.of() : defaultScopes;
        slots = slots == null ? List.of() : slots;
        setup = setup == null ? List.of() : setup;
    }
}
