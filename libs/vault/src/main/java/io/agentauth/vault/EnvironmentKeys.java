// SPDX-License-Identifier: Apache-2.0
package io.agentauth.vault;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.util.SecretBytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * The data keys of environments: one for each keyset and environment. None is stored. Each is derived (HKDF-SHA256, RFC 5869) from the keyset,
 * which a database has wrapped, and from the environment's key, which no database has: it opens only for who has both. So when the environment's
 * key is destroyed, nothing opens that was sealed for it, whatever copies of databases there are. Safe for use by many threads.
 */
public final class EnvironmentKeys {
    private static final int HELD_MAX = 20_000;
    private static final int KEY_BYTES = 32;
    private static final byte[] DATA = "agent-auth/environment-data/1".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] COVER = "agent-auth/environment-cover/1".getBytes(StandardCharsets.US_ASCII);
    private static final UUID NO_KEYSET = new UUID(0, 0);

    private final EnvironmentKeyFolder folder;
    private final boolean sealing;
    private final Map<Name, Aead> held = new ConcurrentHashMap<>();

    private record Name(UUID keyset, UUID environment) {}

    private EnvironmentKeys(EnvironmentKeyFolder folder, boolean sealing) {
        this.folder = folder;
        this.sealing = sealing;
    }

    /** Those whose environments' keys are in {@code folder}. {@code sealing} is false while a replica may run that cannot open them yet. */
    public static EnvironmentKeys in(EnvironmentKeyFolder folder, boolean sealing) {
        return new EnvironmentKeys(folder, sealing);
    }

    /** Whether new seals are made with them. */
    public boolean isSealing() {
        return sealing;
    }

    /**
     * Makes the key of {@code environment}; where it has one already that stays. Blocks. For the one service that makes environments, before anything
     * is sealed for it: the others seal with what is there, so that a key that was lost is missed instead of replaced.
     *
     * @throws KeyUnavailable if it was shredded, or the folder cannot be written
     */
    public void make(UUID environment) {
        folder.make(environment);
    }

    /**
     * What seals for {@code environment}.
     *
     * @throws KeyUnavailable if it was shredded, or its key is not there
     */
    Aead sealing(Keyset keyset, UUID environment) {
        Aead known = held.get(new Name(keyset.id(), environment));
        return known != null ? known : derived(keyset, environment, folder.require(environment));
    }

    /**
     * What opens for {@code environment}.
     *
     * @throws CannotOpen     if it was shredded
     * @throws KeyUnavailable if its key is not there
     */
    Aead opening(Keyset keyset, UUID environment) {
        Aead known = held.get(new Name(keyset.id(), environment));
        return known != null ? known : derived(keyset, environment, folder.find(environment));
    }

    /**
     * Puts a seal of another kind, whose key is not the environment's, under the environment's key as well.
     *
     * @throws KeyUnavailable if the environment was shredded, or its key is not there
     */
    public Sealed cover(Sealed sealed, Place place) {
        if (!sealing) {
            return sealed;
        }
        try {
            Aead known = held.get(new Name(NO_KEYSET, place.environment()));
            Aead aead = known != null ? known : covering(place.environment(), folder.require(place.environment()));
            return Sealed.covered(aead.encrypt(sealed.bytes(), place.associatedData()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM failed to encrypt", e);
        }
    }

    /**
     * Gives back what was covered at {@code place}; what was not is given back as it is.
     *
     * @throws CannotOpen     if the environment was shredded, or it was covered elsewhere
     * @throws KeyUnavailable if the environment's key is not there
     */
    public Sealed uncover(Sealed sealed, Place place) {
        if (!sealed.isCovered()) {
            return sealed;
        }
        try {
            Aead known = held.get(new Name(NO_KEYSET, place.environment()));
            Aead aead = known != null ? known : covering(place.environment(), folder.find(place.environment()));
            return new Sealed(aead.decrypt(sealed.cover(), place.associatedData()));
        } catch (GeneralSecurityException _) {
            throw Unopened.all().another();
        }
    }

    /**
     * Destroys the key of {@code environment}, for good and for every process; again does nothing. Other processes hear of it by {@link #refresh()}.
     *
     * @throws KeyUnavailable if the folder cannot be written
     */
    public void shred(UUID environment) {
        folder.shred(environment);
        forgetShredded();
    }

    /**
     * Forgets the keys of environments that were shredded elsewhere, and reads those that are new, so that whoever seals or opens next does not wait for
     * the folder. Blocks.
     *
     * @throws KeyUnavailable if the folder cannot be read
     */
    public void refresh() {
        folder.refresh();
        forgetShredded();
    }

    private void forgetShredded() {
        held.keySet().removeIf(name -> folder.isShredded(name.environment()));
    }

    private Aead derived(Keyset keyset, UUID environment, SecretBytes key) {
        byte[] own = keyset.aeadKey();
        try {
            return hold(new Name(keyset.id(), environment), derive(own, key, info(DATA, environment)));
        } finally {
            Arrays.fill(own, (byte) 0);
        }
    }

    private Aead covering(UUID environment, SecretBytes key) {
        return hold(new Name(NO_KEYSET, environment), derive(null, key, info(COVER, environment)));
    }

    /** Bounded: when it is full it is begun anew, because a key is derived again in microseconds. */
    private Aead hold(Name name, Aead aead) {
        if (held.size() >= HELD_MAX) {
            held.clear();
        }
        held.put(name, aead);
        if (folder.isShredded(name.environment())) {
            held.remove(name);
            throw CannotOpen.uniform();
        }
        return aead;
    }

    /** Both inputs have a fixed length, so that no two pairs of keys give the same bytes. */
    @AccessesPartialKey
    private static Aead derive(byte @Nullable [] own, SecretBytes key, byte[] info) {
        byte[] theirs = key.toByteArray(InsecureSecretKeyAccess.get());
        byte[] bytes = {};
        try {
            HKDFParameterSpec.Builder extract = HKDFParameterSpec.ofExtract().addIKM(theirs);
            if (own != null) {
                extract.addIKM(own);
            }
            bytes = KDF.getInstance("HKDF-SHA256").deriveData(extract.thenExpand(info, KEY_BYTES));
            AesGcmKey derived = AesGcmKey.builder()
                    .setParameters(parameters())
                    .setKeyBytes(SecretBytes.copyFrom(bytes, InsecureSecretKeyAccess.get()))
                    .build();
            KeysetHandle handle = KeysetHandle.newBuilder()
                    .addEntry(KeysetHandle.importKey(derived).withRandomId().makePrimary())
                    .build();
            return Keysets.primitive(handle, Aead.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HKDF-SHA256 or AES-256-GCM is not available", e);
        } finally {
            Arrays.fill(theirs, (byte) 0);
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static AesGcmParameters parameters() throws GeneralSecurityException {
        return AesGcmParameters.builder()
                .setKeySizeBytes(KEY_BYTES)
                .setIvSizeBytes(12)
                .setTagSizeBytes(16)
                .setVariant(AesGcmParameters.Variant.NO_PREFIX)
                .build();
    }

    private static byte[] info(byte[] what, UUID environment) {
        return ByteBuffer.allocate(what.length + 16)
                .put(what)
                .putLong(environment.getMostSignificantBits())
                .putLong(environment.getLeastSignificantBits())
                .array();
    }
}
