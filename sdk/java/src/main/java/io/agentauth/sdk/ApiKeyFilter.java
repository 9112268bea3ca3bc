// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

/** Which API keys. */
public final class ApiKeyFilter extends PageQuery<ApiKeyFilter> {
    private ApiKeyFilter() {}

    /** All. */
    public static ApiKeyFilter all() {
        return new ApiKeyFilter();
    }

    /** Of that environment; with the installation key only. */
    public ApiKeyFilter environmentId(String environmentId) {
        return set("environment_id", environmentId);
    }
}
