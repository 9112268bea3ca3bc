// SPDX-License-Identifier: Apache-2.0
package io.agentauth.fuzz;

import io.agentauth.vault.AeadVault;
import io.agentauth.vault.CannotOpen;
import io.agentauth.vault.EnvironmentKeyFolder;
import io.agentauth.vault.EnvironmentKeys;
import io.agentauth.vault.Keyset;
import io.agentauth.vault.Keysets;
import io.agentauth.vault.Place;
import io.agentauth.vault.Sealed;
import io.agentauth.vault.Sensitive;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/** A stored envelope, as Base64 and as bytes: nothing opens but what was sealed. */
final class Envelope implements Target {
    private static final Keyset KEYSET = Keysets.makeAead("access_tokens");
    private static final AeadVault BARE = AeadVault.of(KEYSET);
    private static final Place PLACE = new Place(new UUID(1, 2), new UUID(3, 4), "default", "access_token", 1, 1);
    private static final AeadVault VAULT = BARE.withKeysOf(keyOf(PLACE.environment()));
    private static final Sealed GENUINE = VAULT.seal(Sensitive.of("a secret"), PLACE);
    private static final Sealed GENUINE_BEFORE = BARE.seal(Sensitive.of("a secret"), PLACE);

    private static EnvironmentKeys keyOf(UUID environment) {
        try {
            Path folder = Files.createTempDirectory("environment-keys");
            Path mark = Files.createFile(folder.resolve("environment-keys"));
            EnvironmentKeys keys = EnvironmentKeys.in(EnvironmentKeyFolder.at(folder), true);
            keys.make(environment);
            keys.refresh();
            Files.delete(folder.resolve(environment + ".key"));
            Files.delete(mark);
            Files.delete(folder);
            return keys;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<String> seeds() {
        return List.of(
                GENUINE.toBase64(),
                GENUINE_BEFORE.toBase64(),
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
            Target.require(isGenuine(sealed), "something opens that was never sealed");
        } catch (CannotOpen expected) {
            Target.require(!isGenuine(sealed), "what was sealed does not open");
        }
    }

    private static boolean isGenuine(Sealed sealed) {
        return sealed.equals(GENUINE) || sealed.equals(GENUINE_BEFORE);
    }
}
