// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

import io.agentauth.vault.Sensitive;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * An application's registration at a provider.
 *
 * @param secret null for a public client
 * @param redirectUri where the provider sends the browser back to
 */
public record Client(String id, @Nullable Sensitive secret, URI redirectUri) {}
