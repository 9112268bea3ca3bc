// SPDX-License-Identifier: Apache-2.0
package io.agentauth.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SignerTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final byte[] MESSAGE = "message".getBytes(StandardCharsets.US_ASCII);

    private final KeyWrapper wrapper = LocalKeyWrapper.of(Sensitive.of(new byte[32]));
    private final Keyset keyset = Keysets.makeSigning("trail");

    @Test
    @DisplayName("RFC 8032 §5.1, RFC 8410 §4: the JDK checks what was signed, with nothing but the 32 bytes")
    void theJdkChecksIt() throws Exception {
        Signer signer = Signer.of(Keysets.unwrap(Keysets.wrap(keyset, wrapper), wrapper));

        assertThat(isSigned(signer.publicKey(), signer.sign(MESSAGE))).isTrue();
        assertThat(signer.publicKey()).isEqualTo(Signer.of(keyset).publicKey());
        assertThat(isSigned(Signer.of(Keysets.makeSigning("trail")).publicKey(), signer.sign(MESSAGE)))
                .isFalse();
    }

    @Test
    void aKeysetOfAnotherKindSignsNothing() {
        assertThatThrownBy(() -> Signer.of(Keysets.makeMac("trail"))).isInstanceOf(IllegalArgumentException.class);
    }

    private static boolean isSigned(String key, String signature) throws Exception {
        Signature check = Signature.getInstance("Ed25519");
        check.initVerify(KeyFactory.getInstance("Ed25519")
                .generatePublic(new X509EncodedKeySpec(HEX.parseHex("302a300506032b6570032100" + key))));
        check.update(MESSAGE);
        return check.verify(HEX.parseHex(signature));
    }
}
