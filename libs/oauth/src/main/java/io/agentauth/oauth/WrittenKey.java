// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import io.agentauth.vault.Reveal;
import io.agentauth.vault.Sensitive;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.text.ParseException;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A private key as people have it: PEM (PKCS #8, and PKCS #1 or SEC 1 of older tools), a JWK (RFC 7517), or the JSON file that a provider made
 * for a service account, which has the PEM in it beside {@code private_key_id} and {@code client_email}.
 */
public final class WrittenKey {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN ((?:RSA |EC )?PRIVATE KEY)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----\\s*");
    private static final int RSA_BITS_MIN = 2048;
    private static final int EC_BITS = 256;
    private static final byte[] RSA_OID = bytes("300d06092a864886f70d0101010500");
    private static final byte[] P256_OID = bytes("301306072a8648ce3d020106082a8648ce3d030107");
    private static final byte[] VERSION_0 = bytes("020100");
    private static final byte[] ED25519 = bytes("302e020100300506032b657004220420");
    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;

    private final PrivateKey key;
    private final @Nullable String keyId;
    private final @Nullable String algorithm;
    private final @Nullable String clientId;

    private WrittenKey(PrivateKey key, @Nullable String keyId, @Nullable String algorithm, @Nullable String clientId) {
        this.key = key;
        this.keyId = keyId;
        this.algorithm = algorithm;
        this.clientId = clientId;
    }

    /**
     * Reads it.
     *
     * @throws IllegalArgumentException with words for whoever sent it, if it is none of these, or too weak to be used
     */
    public static WrittenKey read(Sensitive text) {
        String plain = text.reveal(Reveal.TO_VERIFY).strip();
        try {
            WrittenKey read = plain.startsWith("{") ? json(plain) : new WrittenKey(pem(plain), null, null, null);
            return read.requireStrong();
        } catch (GeneralSecurityException | IOException | ParseException | JOSEException e) {
            // The cause may quote what it read.
            throw unreadable();
        }
    }

    private static WrittenKey json(String plain)
            throws GeneralSecurityException, IOException, ParseException, JOSEException {
        JsonNode members = JSON.readTree(plain);
        String pem = text(members, "private_key");
        if (pem != null) {
            return new WrittenKey(
                    pem(pem.strip()), text(members, "private_key_id"), null, text(members, "client_email"));
        }
        return new WrittenKey(jwk(JWK.parse(plain)), text(members, "kid"), text(members, "alg"), null);
    }

    private static PrivateKey jwk(JWK jwk) throws GeneralSecurityException, JOSEException {
        PrivateKey key =
                switch (jwk) {
                    case RSAKey rsa -> rsa.toPrivateKey();
                    case ECKey ec -> ec.toPrivateKey();
                    case OctetKeyPair pair
                    when Curve.Ed25519.equals(pair.getCurve()) && pair.isPrivate() ->
                        factory("EdDSA", joined(ED25519, pair.getDecodedD()));
                    default -> null;
                };
        if (key == null) {
            throw unreadable();
        }
        return key;
    }

    private static PrivateKey pem(String plain) throws GeneralSecurityException {
        Matcher found = PEM.matcher(plain);
        if (!found.matches()) {
            throw unreadable();
        }
        byte[] der = Base64.getMimeDecoder().decode(found.group(2));
        return switch (found.group(1)) {
            case "RSA PRIVATE KEY" -> factory("RSA", pkcs8(RSA_OID, der));
            case "EC PRIVATE KEY" -> factory("EC", pkcs8(P256_OID, der));
            default -> any(der);
        };
    }

    private static PrivateKey any(byte[] der) throws GeneralSecurityException {
        for (String kind : List.of("RSA", "EC", "EdDSA")) {
            try {
                return factory(kind, der);
            } catch (GeneralSecurityException _) {
                // Of another kind.
            }
        }
        throw unreadable();
    }

    private static PrivateKey factory(String kind, byte[] pkcs8) throws GeneralSecurityException {
        return KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    }

    /** RFC 5208 §5 around what older tools write alone. */
    private static byte[] pkcs8(byte[] algorithm, byte[] key) {
        return der(SEQUENCE, joined(VERSION_0, joined(algorithm, der(OCTET_STRING, key))));
    }

    private static byte[] der(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(content.length + 5);
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else {
            out.write(0x82);
            out.write(content.length >> 8);
            out.write(content.length);
        }
        out.writeBytes(content);
        return out.toByteArray();
    }

    private WrittenKey requireStrong() {
        boolean strong =
                switch (key) {
                    case RSAPrivateKey rsa -> rsa.getModulus().bitLength() >= RSA_BITS_MIN;
                    case ECPrivateKey ec -> ec.getParams().getCurve().getField().getFieldSize() == EC_BITS;
                    case EdECPrivateKey ed ->
                        NamedParameterSpec.ED25519
                                .getName()
                                .equals(ed.getParams().getName());
                    default -> false;
                };
        if (!strong) {
            throw new IllegalArgumentException("It is RSA of at least 2048 bits, EC on P-256, or Ed25519.");
        }
        return this;
    }

    PrivateKey privateKey() {
        return key;
    }

    /** Whose it says that it is, if it does. */
    public @Nullable String clientId() {
        return clientId;
    }

    /**
     * What tells this key from every other one, however it was written: the modulus of RSA, else the private number. It is as secret as the key.
     */
    public Sensitive likeness() {
        byte[] bytes =
                switch (key) {
                    case RSAPrivateKey rsa -> rsa.getModulus().toByteArray();
                    case ECPrivateKey ec -> ec.getS().toByteArray();
                    case EdECPrivateKey ed -> ed.getBytes().orElseThrow();
                    default -> throw new IllegalStateException("a key of no kind that is taken");
                };
        return Sensitive.of(kind() + " " + java.util.HexFormat.of().formatHex(bytes));
    }

    /**
     * The key to sign with.
     *
     * @param otherId its id at the provider; null: as it says itself
     * @param otherAlgorithm null: as it says itself, else the first that its kind has
     * @throws IllegalArgumentException if it does not sign so
     */
    public SigningKey signing(@Nullable String otherId, @Nullable String otherAlgorithm) {
        String named = otherAlgorithm == null ? algorithm : otherAlgorithm;
        SigningKey.Algorithm chosen = named == null
                ? usual()
                : SigningKey.Algorithm.find(named)
                        .filter(one -> one.fits(kind()))
                        .orElseThrow(() ->
                                new IllegalArgumentException("It is RS256, PS256, ES256 or EdDSA, as fits the key."));
        return new SigningKey(chosen, otherId == null ? keyId : otherId, key.getEncoded());
    }

    private SigningKey.Algorithm usual() {
        return switch (kind()) {
            case "RSA" -> SigningKey.Algorithm.RS256;
            case "EC" -> SigningKey.Algorithm.ES256;
            default -> SigningKey.Algorithm.EDDSA;
        };
    }

    private String kind() {
        return key instanceof EdECPrivateKey ? "EdDSA" : key.getAlgorithm();
    }

    private static @Nullable String text(JsonNode members, String name) {
        return members.path(name).isTextual() ? members.path(name).asText() : null;
    }

    private static IllegalArgumentException unreadable() {
        return new IllegalArgumentException("It is not a private key in PEM, a JWK or a key file in JSON.");
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = new byte[first.length + second.length];
        System.arraycopy(first, 0, both, 0, first.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static byte[] bytes(String hex) {
        return java.util.HexFormat.of().parseHex(hex);
    }
}
