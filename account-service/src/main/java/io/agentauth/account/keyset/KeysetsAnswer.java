// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.keyset;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.agentauth.vault.KeyUnavailable;
import io.agentauth.vault.Keyset;
import io.agentauth.vault.WrappedKeyset;
import java.util.List;
import java.util.UUID;

/** What token-refresher serves: every access-token keyset that it opens, wrapped. */
@JsonIgnoreProperties(ignoreUnknown = true)
record KeysetsAnswer(UUID current, List<Entry> keysets) {
    /** One keyset. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    record Entry(UUID id, String purpose, Keyset.Kind kind, byte[] wrapped) {}

    /** The keysets, if they are of the purpose that was asked for and one of them is current. */
    List<KeysetStore.Kept> checked() {
        boolean fits = keysets.stream().anyMatch(keyset -> keyset.id().equals(current))
                && keysets.stream()
                        .allMatch(keyset ->
                                keyset.purpose().equals(AccessTokenKeys.PURPOSE) && keyset.kind() == Keyset.Kind.AEAD);
        if (!fits) {
            throw new KeyUnavailable("token-refresher served keysets that are not for access tokens.");
        }
        return keysets.stream()
                .map(keyset -> new KeysetStore.Kept(
                        new WrappedKeyset(keyset.id(), keyset.purpose(), keyset.kind(), keyset.wrapped()),
                        keyset.id().equals(current)))
                .toList();
    }
}
