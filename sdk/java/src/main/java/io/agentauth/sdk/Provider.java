// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A third party that can be connected.
 *
 * @param logo a picture, as a data URL
 * @param variantOf the provider that this is another way to
 * @param credentials what a person enters where there is no consent to give
 * @param available whether it can be; {@code unavailableReason} says why not
 * @param setup what to do at the provider before a connection is made, step by step
 * @param managed whether the operator has an app there, for connections with the mode {@code managed}
 * @param custom whether it is your own
 * @param version of your own: it goes up with each change
 * @param definition of your own: what was sent and discovered
 * @param dryRun what it would do, where that was asked for; empty otherwise
 */
public record Provider(
        String id,
        String name,
        String logo,
        @Nullable String variantOf,
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
        List<CredentialField> credentials,
        String redirectUri,
        @Nullable ProviderApi api,
        List<String> setup,
        @Nullable String docs,
        boolean managed,
        boolean custom,
        @Nullable Long version,
        Map<String, Object> definition,
        Map<String, Object> dryRun) {
    public Provider {
        categories = categories == null ? List.of() : categories;
        requiredScopes = requiredScopes == null ? List.of() : requiredScopes;
        authTypes = authTypes == null ? List.of() : authTypes;
        scopes = scopes == null ? List.of() : scopes;
        defaultScopes = defaultScopes == null ? List.of() : defaultScopes;
        credentials = credentials == null ? List.of() : credentials;
        slots = slots == null ? List.of() : slots;
        setup = setup == null ? List.of() : setup;
        definition = definition == null ? Map.of() : definition;
        dryRun = dryRun == null ? Map.of() : dryRun;
    }
}
