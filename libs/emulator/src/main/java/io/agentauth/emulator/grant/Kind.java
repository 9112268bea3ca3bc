// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.grant;

import java.util.List;

/**
 * How the tokens of one slot look at a provider.
 *
 * @param accessPrefix for example {@code gho_}
 * @param refreshPrefix for example {@code xoxe-1-}
 * @param offline whether there is a refresh token at all
 */
public record Kind(String slot, List<String> scopes, String accessPrefix, String refreshPrefix, boolean offline) {
    public Kind {
        scopes = List.copyOf(scopes);
    }
}
