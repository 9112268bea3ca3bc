// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A third party that can be connected. */
public record Provider(
        String id,
        String name,
        String category,
        List<String> authTypes,
        List<Scope> scopes,
        List<String> defaultScopes,
        List<String> slots,
        boolean needsIssuer,
        String redirectUri,
        List<String> setup,
        @Nullable String docs) {
    public Provider {
        authTypes = authTypes == null ? List.of() : authTypes;
        scopes = scopes == null ? List.of() : scopes;
        defaultScopes = defaultScopes == null ? List.of() : defaultScopes;
        slots = slots == null ? List.of() : slots;
        setup = setup == null ? List.of() : setup;
    }
}
