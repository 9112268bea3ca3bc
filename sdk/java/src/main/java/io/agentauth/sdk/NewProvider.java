// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

import java.util.Map;

/** A provider of your own, or what changes of it. */
public final class NewProvider extends Fields<NewProvider> {
    private NewProvider() {}

    /** Nothing yet. */
    public static NewProvider none() {
        return new NewProvider();
    }

    /** What a file of the catalogue says, as JSON; its {@code id} begins with {@code custom-}. */
    public NewProvider definition(Map<String, ?> definition) {
        return set("definition", definition);
    }

    /** Whose metadata says what the definition leaves out. */
    public NewProvider issuer(String issuer) {
        return set("issuer", issuer);
    }

    /** Stores nothing, and answers with what would be sent. */
    public NewProvider dryRun(boolean dryRun) {
        return set("dry_run", dryRun);
    }
}
