// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

import io.agentauth.vault.Sensitive;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * An application's registration at a provider.
 *
 * @param secret null for a public client; of one that signs with a private key that {@link SigningKey}
 * @param redirectUri where the provider sends the browser back to
 * @param audience whom its assertions are for; null where it makes none
 */
public record Client(String id, @Nullable Sensitive secret, URI redirectUri, @Nullable String audience) {
    /** One that makes no assertions. */
    public Client(String id, @Nullable Sensitive secret, URI redirectUri) {
        this(id, secret, redirectUri, null);
    }
}
