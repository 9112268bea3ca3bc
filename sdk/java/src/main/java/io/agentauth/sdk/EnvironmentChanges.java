// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What changes; the rest stays as it is. */
public final class EnvironmentChanges extends Fields<EnvironmentChanges> {
    private EnvironmentChanges() {}

    /** Nothing yet. */
    public static EnvironmentChanges none() {
        return new EnvironmentChanges();
    }

    /** For people. */
    public EnvironmentChanges name(String name) {
        return set("name", name);
    }

    /** Shown on the hosted pages; null for none. */
    public EnvironmentChanges logoUrl(@Nullable String logoUrl) {
        return set("logo_url", logoUrl);
    }

    /** development or production. */
    public EnvironmentChanges kind(String kind) {
        return set("kind", kind);
    }

    /** Where people may be sent back to. */
    public EnvironmentChanges returnUrls(List<String> returnUrls) {
        return set("return_urls", returnUrls);
    }

    /** Where people may be sent to be verified. */
    public EnvironmentChanges verifyUrls(List<String> verifyUrls) {
        return set("verify_urls", verifyUrls);
    }

    /** none or application. */
    public EnvironmentChanges verification(String verification) {
        return set("verification", verification);
    }
}
