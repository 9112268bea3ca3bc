// SPDX-License-Identifier: Apache-2.0
package io.agentauth.fuzz;

import io.agentauth.vault.AeadVault;
import io.agentauth.vault.CannotOpen;
import io.agentauth.vault.Keyset;
import io.agentauth.vault.Keysets;
import io.agentauth.vault.Place;
import io.agentauth.vault.Sealed;
import io.agentauth.vault.Sensitive;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** A stored envelope, as Base64 and as bytes: nothing opens but what was sealed. */
final class Envelope implements Target {
    private static final Keyset KEYSET = Keysets.makeAead("access_tokens");
    private static final AeadVault VAULT = AeadVault.of(KEYSET);
    private static final Place PLACE = new Place(new UUID(1, 2), new UUID(3, 4), "default", "access_token", 1, 1);
    private static final Sealed GENUINE = VAULT.seal(Sensitive.of("a secret"), PLACE);

    @Override
    public List<String> seeds() {
        return List.of(
                GENUINE.toBase64(),
                "AQ==",
                "",
                Sealed.fromBase64("AQAAAAAAAAAAAAAAAAAAAAAAAAAA").toBase64());
    }

    @Override
    public void read(byte[] input) {
        open(new Sealed(input));
        try {
            open(Sealed.fromBase64(new String(input, StandardCharsets.ISO_8859_1)));
        } catch (CannotOpen expected) {
            // No Base64.
        }
    }

    private static void open(Sealed sealed) {
        try {
            sealed.keysetId();
            VAULT.open(sealed, PLACE);
            Target.require(Arrays.equals(sealed.bytes(), GENUINE.bytes()), "something opens that was never sealed");
        } catch (CannotOpen expected) {
            Target.require(!sealed.equals(GENUINE), "what was sealed does not open");
        }
    }
}
