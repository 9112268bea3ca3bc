// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agentauth.vault.Reveal;
import io.agentauth.vault.Sensitive;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.PSSParameterSpec;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * What a client signs assertions with: a private key, or its own secret. It never prints.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7518#section-3.1">RFC 7518 §3.1</a>
 */
public final class SigningKey {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** How it signs. */
    public enum Algorithm {
        RS256("RS256", "RSA"),
        PS256("PS256", "RSA"),
        ES256("ES256", "EC"),
        /** Ed25519, RFC 8037 §3.1. */
        EDDSA("EdDSA", "EdDSA"),
        HS256("HS256", "HmacSHA256");

        private final String wireName;
        private final String kind;

        Algorithm(String wireName, String kind) {
            this.wireName = wireName;
            this.kind = kind;
        }

        /** As {@code alg} says it. */
        public String wireName() {
            return wireName;
        }

        /** Whether a key of that kind, in the words of the JDK, signs so. */
        boolean fits(String keyKind) {
            return kind.equals(keyKind);
        }

        /** The one of that {@code alg}. */
        public static Optional<Algorithm> find(String wireName) {
            return Stream.of(values())
                    .filter(one -> one.wireName.equals(wireName))
                    .findFirst();
        }
    }

    private final Algorithm algorithm;
    private final @Nullable String keyId;
    private final byte[] key;

    SigningKey(Algorithm algorithm, @Nullable String keyId, byte[] key) {
        this.algorithm = algorithm;
        this.keyId = keyId;
        this.key = key;
    }

    /**
     * A client's secret, for {@code client_secret_jwt}: its UTF-8 octets are the key.
     *
     * @see <a href="https://openid.net/specs/openid-connect-core-1_0.html#ClientAuthentication">OpenID Connect Core §9</a>
     */
    static SigningKey ofSecret(Sensitive secret) {
        return new SigningKey(Algorithm.HS256, null, secret.revealBytes(Reveal.TO_AUTHENTICATE_THE_CLIENT));
    }

    /**
     * The same from {@link #toSensitive}.
     *
     * @throws IllegalArgumentException if {@code kept} is something else
     */
    public static SigningKey from(Sensitive kept) {
        try {
            JsonNode members = JSON.readTree(kept.revealBytes(Reveal.TO_AUTHENTICATE_THE_CLIENT));
            return new SigningKey(
                    Algorithm.find(members.path("alg").asText()).orElseThrow(IllegalArgumentException::new),
                    members.path("kid").isTextual() ? members.path("kid").asText() : null,
                    Base64.getDecoder().decode(members.path("pkcs8").asText()));
        } catch (IOException e) {
            // The cause quotes what it read.
            throw new IllegalArgumentException("it is no signing key");
        }
    }

    /** All of it, to be sealed where a client's secret would be. */
    public Sensitive toSensitive() {
        Map<String, String> members = new LinkedHashMap<>();
        members.put("alg", algorithm.wireName());
        if (keyId != null) {
            members.put("kid", keyId);
        }
        members.put("pkcs8", Base64.getEncoder().encodeToString(key));
        return Sensitive.of(Jws.json(members));
    }

    /**
     * {@code claims} as a signed JWT, in compact form.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc7515#section-5.1">RFC 7515 §5.1</a>
     */
    Sensitive sign(Map<String, ?> claims) {
        Map<String, String> header = new LinkedHashMap<>();
        header.put("alg", algorithm.wireName());
        header.put("typ", "JWT");
        if (keyId != null) {
            header.put("kid", keyId);
        }
        String input = Jws.input(header, claims);
        try {
            byte[] signature = signature(input.getBytes(StandardCharsets.US_ASCII));
            return Sensitive.of(input + "." + Jws.encoded(signature));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key of that kind does not sign", e);
        }
    }

    private byte[] signature(byte[] input) throws GeneralSecurityException {
        if (algorithm == Algorithm.HS256) {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(input);
        }
        Signature signature =
                switch (algorithm) {
                    case RS256 -> Signature.getInstance("SHA256withRSA");
                    case PS256 -> Signature.getInstance("RSASSA-PSS");
                    // RFC 7518 §3.4: both integers in 32 octets each, not in DER.
                    case ES256 -> Signature.getInstance("SHA256withECDSAinP1363Format");
                    case EDDSA -> Signature.getInstance("Ed25519");
                    case HS256 -> throw new IllegalStateException("it is a Mac");
                };
        if (algorithm == Algorithm.PS256) {
            signature.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
        }
        signature.initSign(privateKey());
        signature.update(input);
        return signature.sign();
    }

    private PrivateKey privateKey() throws GeneralSecurityException {
        return KeyFactory.getInstance(algorithm.kind).generatePrivate(new PKCS8EncodedKeySpec(key));
    }

    @Override
    public String toString() {
        return "SigningKey[" + algorithm + ", redacted]";
    }
}
