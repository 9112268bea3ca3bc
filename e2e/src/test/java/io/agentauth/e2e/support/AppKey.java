// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e.support;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** An application's key pair: the private half for its connection, the public one for the provider. */
public final class AppKey {
    private static final String ID = "app-key-1";

    private final KeyPair pair;

    private AppKey(KeyPair pair) {
        this.pair = pair;
    }

    /** A new RSA key. */
    public static AppKey fresh() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return new AppKey(generator.generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK makes RSA keys", e);
        }
    }

    /** What the provider calls it. */
    public String id() {
        return ID;
    }

    /** As people download it. */
    public String pem() {
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(pair.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }

    /** What of it is secret and in no other place, for whoever searches. */
    public String canary() {
        String der = Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded());
        return der.substring(der.length() / 2, der.length() / 2 + 60);
    }

    /** The JWK set (RFC 7517 §5) with its public half. */
    public Map<String, ?> jwks() {
        RSAPublicKey key = (RSAPublicKey) pair.getPublic();
        return Map.of(
                "keys",
                List.of(Map.of(
                        "kty",
                        "RSA",
                        "use",
                        "sig",
                        "alg",
                        "RS256",
                        "kid",
                        ID,
                        "n",
                        number(key.getModulus()),
                        "e",
                        number(key.getPublicExponent()))));
    }

    private static String number(BigInteger value) {
        byte[] bytes = value.toByteArray();
        int from = bytes[0] == 0 ? 1 : 0;
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(java.util.Arrays.copyOfRange(bytes, from, bytes.length));
    }
}
