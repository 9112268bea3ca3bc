// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

import java.util.Map;

/** An account to be made, or got: connection, identifier and alias tell one from another. */
public final class NewAccount extends Fields<NewAccount> {
    private NewAccount() {}

    /** {@code identifierType}: user_id or org_id. */
    public static NewAccount of(String connectionId, String identifier, String identifierType) {
        return new NewAccount()
                .set("connection_id", connectionId)
                .set("identifier", identifier)
                .set("identifier_type", identifierType);
    }

    /** Tells two accounts of one person apart. */
    public NewAccount alias(String alias) {
        return set("alias", alias);
    }

    /** What you note at it. */
    public NewAccount metadata(Map<String, Object> metadata) {
        return set("metadata", metadata);
    }

    /** Whom it is for, where nobody consents: what the provider's page names, such as the person of a service account. */
    public NewAccount parameters(Map<String, String> parameters) {
        return set("parameters", parameters);
    }
}
