// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a provider's own API is called.
 *
 * @param tokenHeader the header that the token goes into
 * @param tokenFormat how it stands there; {@code {token}} is the token
 */
public record ProviderApi(
        @Nullable String baseUrl, String tokenHeader, String tokenFormat, Map<String, String> headers) {
    public ProviderApi {
        headers = headers == null ? Map.of() : headers;
    }
}
