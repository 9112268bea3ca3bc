// SPDX-License-Identifier: Apache-2.0
package io.agentauth.vault;

import com.google.crypto.tink.HybridDecrypt;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** Opens what an {@link HpkeSealer} sealed to any of the keysets that it holds. */
public final class HpkeOpener {
    private final Map<UUID, HybridDecrypt> held;
    private final OpenGuard guard;

    private HpkeOpener(Map<UUID, HybridDecrypt> held, OpenGuard guard) {
        this.held = held;
        this.guard = guard;
    }

    /** An opener for these keysets. */
    public static HpkeOpener of(Keyset... keysets) {
        HpkeOpener opener = new HpkeOpener(new HashMap<>(), OpenGuard.NONE);
        for (Keyset keyset : keysets) {
            opener.held.put(keyset.id(), keyset.primitive(Keyset.Kind.HPKE, HybridDecrypt.class));
        }
        return opener;
    }

    /** The same, asking {@code guard} before anything is opened. */
    public HpkeOpener openingIf(OpenGuard guard) {
        return new HpkeOpener(held, guard);
    }

    /**
     * Opens what was sealed at {@code place}.
     *
     * @throws UnknownKeyset if it names a keyset that this opener does not hold
     * @throws CannotOpen    if it does not open, for whatever reason
     */
    public Sensitive open(Sealed sealed, Place place) {
        guard.requireOpen();
        if (sealed.isOfEnvironment()) {
            throw new CannotOpen();
        }
        UUID keysetId = sealed.keysetId();
        HybridDecrypt hybrid = held.get(keysetId);
        if (hybrid == null) {
            throw new UnknownKeyset(keysetId);
        }
        try {
            return Sensitive.of(hybrid.decrypt(sealed.tinkOutput(), place.associatedData()));
        } catch (GeneralSecurityException _) {
            throw Unopened.all().another();
        }
    }
}
