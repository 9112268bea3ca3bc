// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agentauth.vault.Reveal;
import io.agentauth.vault.Sensitive;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPrivateKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The key that an account's tokens are bound to, on the curve P-256, and the proofs that it makes. It never prints.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9449#section-4">RFC 9449 §4</a>
 */
public final class DpopKey {
    /** How it signs, as {@code dpop_signing_alg_values_supported} says it. */
    public static final String ALGORITHM = "ES256";

    private static final String CURVE = "secp256r1";
    private static final int COORDINATE_BYTES = 32;
    private static final int JTI_BITS = 128;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, String> publicJwk;
    private final byte[] secret;

    private DpopKey(Map<String, String> publicJwk, byte[] secret) {
        this.publicJwk = publicJwk;
        this.secret = secret;
    }

    /**
     * What is proved.
     *
     * @param uri of the request; its query and fragment are not proved
     * @param nonce that the server gave; null where it gave none
     * @param accessToken that goes along; null at the token endpoint
     */
    public record Call(String method, URI uri, @Nullable String nonce, @Nullable Sensitive accessToken) {}

    /** A new one. */
    public static DpopKey fresh() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(CURVE));
            KeyPair pair = generator.generateKeyPair();
            ECPublicKey point = (ECPublicKey) pair.getPublic();
            return new DpopKey(
                    publicJwk(
                            number(point.getW().getAffineX()),
                            number(point.getW().getAffineY())),
                    bytes(((ECPrivateKey) pair.getPrivate()).getS()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has P-256", e);
        }
    }

    /**
     * The same from {@link #toSensitive}.
     *
     * @throws IllegalArgumentException if {@code jwk} is something else
     */
    public static DpopKey from(Sensitive jwk) {
        try {
            JsonNode members = JSON.readTree(jwk.revealBytes(Reveal.TO_CALL_THE_PROVIDER));
            byte[] secret = Base64.getUrlDecoder().decode(members.path("d").asText());
            if (secret.length != COORDINATE_BYTES) {
                throw new IllegalArgumentException("it is no key on P-256");
            }
            return new DpopKey(
                    publicJwk(members.path("x").asText(), members.path("y").asText()), secret);
        } catch (IOException e) {
            // The cause quotes what it read.
            throw new IllegalArgumentException("it is no JWK");
        }
    }

    /** All of it as a JWK (RFC 7517 §4, RFC 7518 §6.2.2). */
    public Sensitive toSensitive() {
        Map<String, String> members = new LinkedHashMap<>(publicJwk);
        members.put("d", Jws.encoded(secret));
        return Sensitive.of(Jws.json(members));
    }

    /**
     * What an authorization request says of it, as {@code dpop_jkt}.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc7638#section-3">RFC 7638 §3</a>
     */
    public String thumbprint() {
        return sha256(Jws.json(publicJwk));
    }

    /**
     * Proves that whoever makes {@code call} has the key.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc9449#section-4.2">RFC 9449 §4.2</a>
     */
    public Sensitive proof(Call call) {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("typ", "dpop+jwt");
        header.put("alg", ALGORITHM);
        header.put("jwk", publicJwk);
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("jti", Sensitive.random(JTI_BITS).reveal(Reveal.TO_CALL_THE_PROVIDER));
        claims.put("htm", call.method());
        claims.put("htu", call.uri().toString().replaceFirst("[?#].*$", ""));
        claims.put("iat", Instant.now().getEpochSecond());
        if (call.nonce() != null) {
            claims.put("nonce", call.nonce());
        }
        if (call.accessToken() != null) {
            claims.put("ath", sha256(call.accessToken().reveal(Reveal.TO_HASH)));
        }
        String input = Jws.input(header, claims);
        return Sensitive.of(input + "." + Jws.encoded(signature(input)));
    }

    private byte[] signature(String input) {
        try {
            AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
            curve.init(new ECGenParameterSpec(CURVE));
            PrivateKey key = KeyFactory.getInstance("EC")
                    .generatePrivate(new ECPrivateKeySpec(
                            new BigInteger(1, secret), curve.getParameterSpec(ECParameterSpec.class)));
            // RFC 7518 §3.4: both integers in 32 octets each, not in DER.
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(key);
            signature.update(input.getBytes(StandardCharsets.US_ASCII));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key of that kind does not sign", e);
        }
    }

    /** In the order that a thumbprint needs: RFC 7638 §3.2. */
    private static Map<String, String> publicJwk(String x, String y) {
        Map<String, String> members = new LinkedHashMap<>();
        members.put("crv", "P-256");
        members.put("kty", "EC");
        members.put("x", x);
        members.put("y", y);
        return members;
    }

    private static String number(BigInteger coordinate) {
        return Jws.encoded(bytes(coordinate));
    }

    private static byte[] bytes(BigInteger number) {
        byte[] bytes = new byte[COORDINATE_BYTES];
        byte[] signed = number.toByteArray();
        int length = Math.min(signed.length, COORDINATE_BYTES);
        System.arraycopy(signed, signed.length - length, bytes, COORDINATE_BYTES - length, length);
        return bytes;
    }

    private static String sha256(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Jws.encoded(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "DpopKey[redacted]";
    }
}
