// SPDX-License-Identifier: Apache-2.0
package io.agentauth.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.mac.HmacKey;
import com.google.crypto.tink.mac.HmacParameters;
import com.google.crypto.tink.util.SecretBytes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The vault and the wrapper do the algorithm that they say, whatever library is below. */
class PublishedVectorsTest {
    private static final HexFormat HEX = HexFormat.of();

    @ParameterizedTest
    @DisplayName("F3, McGrew and Viega, The Galois/Counter Mode of Operation, test cases 13 to 16: AES-256-GCM")
    @CsvSource({
        "0000000000000000000000000000000000000000000000000000000000000000, 000000000000000000000000, '', '', '', 530f8afbc74536b9a963b4f1c4cb738b",
        "0000000000000000000000000000000000000000000000000000000000000000, 000000000000000000000000, '', 00000000000000000000000000000000, cea7403d4d606b6e074ec5d3baf39d18, d0d1c8a799996bf0265b98b5d48ab919",
        "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308, cafebabefacedbaddecaf888, '', d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255, 522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad, b094dac5d93471bdec1a502270e3cc6c",
        "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308, cafebabefacedbaddecaf888, feedfacedeadbeeffeedfacedeadbeefabaddad2, d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39, 522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662, 76fc6ece0f4e1768cddf8853bb2d551b",
    })
    void aesGcm(String key, String nonce, String associatedData, String plain, String ciphertext, String tag)
            throws Exception {
        byte[] data = HEX.parseHex(associatedData);
        byte[] output = HEX.parseHex(nonce + ciphertext + tag);
        Keyset keyset = aead(HEX.parseHex(key));
        LocalKeyWrapper wrapper = LocalKeyWrapper.of(Sensitive.of(HEX.parseHex(key)));
        byte[] header = HEX.parseHex(HEX.formatHex(wrapper.wrap(new byte[0], data), 0, 9));
        byte[] wrapped = HEX.parseHex(HEX.formatHex(header) + HEX.formatHex(output));

        assertThat(AeadVault.of(keyset)
                        .open(Sealed.of(keyset.id(), output), data)
                        .revealBytes(Reveal.TO_VERIFY))
                .isEqualTo(HEX.parseHex(plain));
        assertThat(wrapper.unwrap(wrapped, data)).isEqualTo(HEX.parseHex(plain));
        assertThatThrownBy(() -> wrapper.unwrap(wrapped, new byte[] {1})).isInstanceOf(CannotOpen.class);
    }

    @Test
    @DisplayName("RFC 4231 4.2: HMAC-SHA-256, test case 1 (its key filled up: a trailing zero changes no HMAC)")
    void hmac() throws Exception {
        byte[] key = java.util.Arrays.copyOf(HEX.parseHex("0b".repeat(20)), 32);
        Keyset keyset = mac(key);

        assertThat(HEX.formatHex(keyset.primitive(Keyset.Kind.MAC, com.google.crypto.tink.Mac.class)
                        .computeMac("Hi There".getBytes(java.nio.charset.StandardCharsets.US_ASCII))))
                .isEqualTo("b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    }

    @Test
    @DisplayName(
            "RFC 5869 §2: a seal under an environment's key, computed with another library, opens: the stored form is for good")
    void ofAnEnvironment(@TempDir Path folder) throws Exception {
        UUID environment = new UUID(1, 2);
        Files.createFile(folder.resolve("environment-keys"));
        WrappingKeyFile.create(folder.resolve(environment + ".key"));
        Files.writeString(
                folder.resolve(environment + ".key"),
                Base64.getEncoder()
                        .encodeToString(
                                HEX.parseHex("202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f")));
        Keyset any = aead(HEX.parseHex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"));
        Keyset keyset = new Keyset(new UUID(5, 6), "vectors", Keyset.Kind.AEAD, any.handle());
        Sealed sealed = new Sealed(
                HEX.parseHex(
                        "02000000000000000500000000000000066465666768696a6b6c6d6e6f650f54b7e3fc989455066646238078e905ca16f99bff7398"));

        assertThat(AeadVault.of(keyset)
                        .withKeysOf(EnvironmentKeys.in(EnvironmentKeyFolder.at(folder), true))
                        .open(sealed, new Place(environment, new UUID(3, 4), "main", "refresh_token", 1, 1)))
                .isEqualTo(Sensitive.of("a secret"));
    }

    @AccessesPartialKey
    private static Keyset aead(byte[] key) throws Exception {
        AesGcmParameters parameters = AesGcmParameters.builder()
                .setKeySizeBytes(32)
                .setIvSizeBytes(12)
                .setTagSizeBytes(16)
                .setVariant(AesGcmParameters.Variant.NO_PREFIX)
                .build();
        return keyset(
                Keyset.Kind.AEAD,
                AesGcmKey.builder()
                        .setParameters(parameters)
                        .setKeyBytes(SecretBytes.copyFrom(key, InsecureSecretKeyAccess.get()))
                        .build());
    }

    @AccessesPartialKey
    private static Keyset mac(byte[] key) throws Exception {
        HmacParameters parameters = HmacParameters.builder()
                .setKeySizeBytes(32)
                .setTagSizeBytes(32)
                .setHashType(HmacParameters.HashType.SHA256)
                .setVariant(HmacParameters.Variant.NO_PREFIX)
                .build();
        return keyset(
                Keyset.Kind.MAC,
                HmacKey.builder()
                        .setParameters(parameters)
                        .setKeyBytes(SecretBytes.copyFrom(key, InsecureSecretKeyAccess.get()))
                        .build());
    }

    private static Keyset keyset(Keyset.Kind kind, com.google.crypto.tink.Key key) throws Exception {
        KeysetHandle handle = KeysetHandle.newBuilder()
                .addEntry(KeysetHandle.importKey(key).withRandomId().makePrimary())
                .build();
        return new Keyset(UUID.randomUUID(), "vectors", kind, handle);
    }
}
