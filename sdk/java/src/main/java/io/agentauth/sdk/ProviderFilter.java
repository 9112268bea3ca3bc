// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

/** Which providers. */
public final class ProviderFilter extends PageQuery<ProviderFilter> {
    private ProviderFilter() {}

    /** All. */
    public static ProviderFilter all() {
        return new ProviderFilter();
    }

    /** Those that have all these words in their id, name or categories. */
    public ProviderFilter q(String words) {
        return set("q", words);
    }

    /** Those of that category. */
    public ProviderFilter category(String category) {
        return set("category", category);
    }
}
