// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agentauth.vault.Reveal;
import io.agentauth.vault.Sensitive;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A certificate and its key, by which a client proves itself while the connection is made. It never prints.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8705#section-2">RFC 8705 §2</a>
 */
public final class ClientCertificate {
    /** What is wrong with one. */
    public enum Fault {
        /** It is no certificate in PEM, or more than a chain has. */
        UNREADABLE,
        /** The key is another one's. */
        OTHER_KEY,
        /** Its time is over, or has not come. */
        EXPIRED
    }

    /** It cannot be used. The message is for whoever sent it, and quotes nothing of it. */
    public static final class Unusable extends RuntimeException {
        private final Fault fault;

        Unusable(Fault fault, String message) {
            super(message);
            this.fault = fault;
        }

        /** Why. */
        public Fault fault() {
            return fault;
        }
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CHAIN_MAX = 5;
    private static final byte[] ANYTHING = "whose key is it".getBytes(StandardCharsets.US_ASCII);

    private final List<X509Certificate> chain;
    private final PrivateKey key;

    private ClientCertificate(List<X509Certificate> chain, PrivateKey key) {
        this.chain = List.copyOf(chain);
        this.key = key;
    }

    /**
     * Reads it as people have it: PEM, the client's own first, then those that vouch for it.
     *
     * @throws Unusable if that is no certificate, not of {@code key}, or not valid {@code now}
     */
    public static ClientCertificate read(String pem, WrittenKey key, Instant now) {
        List<X509Certificate> chain;
        try {
            chain = parsed(pem.getBytes(StandardCharsets.US_ASCII));
        } catch (CertificateException e) {
            // The cause may quote what it read.
            throw new Unusable(Fault.UNREADABLE, "It is no certificate in PEM.");
        }
        if (chain.isEmpty() || chain.size() > CHAIN_MAX) {
            throw new Unusable(
                    Fault.UNREADABLE,
                    "It is a certificate in PEM, with at most " + (CHAIN_MAX - 1) + " more that vouch for it.");
        }
        ClientCertificate read = new ClientCertificate(chain, key.privateKey());
        read.requireKey();
        read.requireValid(now);
        return read;
    }

    private static List<X509Certificate> parsed(byte[] encoded) throws CertificateException {
        List<X509Certificate> chain = new ArrayList<>();
        for (var one :
                CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(encoded))) {
            chain.add((X509Certificate) one);
        }
        return chain;
    }

    private void requireKey() {
        try {
            Signature signing = signature();
            signing.initSign(key);
            signing.update(ANYTHING);
            byte[] signed = signing.sign();
            Signature verifying = signature();
            verifying.initVerify(own().getPublicKey());
            verifying.update(ANYTHING);
            if (!verifying.verify(signed)) {
                throw otherKey();
            }
        } catch (GeneralSecurityException e) {
            // A key of another kind.
            throw otherKey();
        }
    }

    private static Unusable otherKey() {
        return new Unusable(Fault.OTHER_KEY, "The private key is not the one of the certificate.");
    }

    private Signature signature() throws GeneralSecurityException {
        return switch (key.getAlgorithm()) {
            case "RSA" -> Signature.getInstance("SHA256withRSA");
            case "EC" -> Signature.getInstance("SHA256withECDSAinP1363Format");
            default -> Signature.getInstance("Ed25519");
        };
    }

    private void requireValid(Instant now) {
        try {
            own().checkValidity(Date.from(now));
        } catch (CertificateException e) {
            throw new Unusable(
                    Fault.EXPIRED,
                    "It is valid from " + own().getNotBefore().toInstant() + " to "
                            + own().getNotAfter().toInstant() + ".");
        }
    }

    /** The client's own. */
    private X509Certificate own() {
        return chain.getFirst();
    }

    /** When the first of them ends: from then on it proves nothing. */
    public Instant expiresAt() {
        return chain.stream()
                .map(one -> one.getNotAfter().toInstant())
                .min(Instant::compareTo)
                .orElseThrow();
    }

    /** Whether nobody else vouches for it (RFC 8705 §2.2). */
    public boolean isSelfSigned() {
        return own().getIssuerX500Principal().equals(own().getSubjectX500Principal());
    }

    /**
     * The same from {@link #toSensitive}.
     *
     * @throws IllegalArgumentException if {@code kept} is something else
     */
    public static ClientCertificate from(Sensitive kept) {
        try {
            JsonNode members = JSON.readTree(kept.revealBytes(Reveal.TO_AUTHENTICATE_THE_CLIENT));
            List<X509Certificate> chain = new ArrayList<>();
            for (JsonNode one : members.path("certificates")) {
                chain.addAll(parsed(Base64.getDecoder().decode(one.asText())));
            }
            if (chain.isEmpty()) {
                throw new IllegalArgumentException("it is no client certificate");
            }
            String kind = members.path("kind").asText();
            byte[] pkcs8 = Base64.getDecoder().decode(members.path("pkcs8").asText());
            return new ClientCertificate(
                    chain, KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
        } catch (IOException | GeneralSecurityException e) {
            // The cause quotes what it read.
            throw new IllegalArgumentException("it is no client certificate");
        }
    }

    /** All of it, to be sealed where a client's secret would be. */
    public Sensitive toSensitive() {
        try {
            Map<String, Object> members = new LinkedHashMap<>();
            List<String> certificates = new ArrayList<>();
            for (X509Certificate one : chain) {
                certificates.add(Base64.getEncoder().encodeToString(one.getEncoded()));
            }
            members.put("certificates", certificates);
            members.put("kind", key.getAlgorithm());
            members.put("pkcs8", Base64.getEncoder().encodeToString(key.getEncoded()));
            return Sensitive.of(JSON.writeValueAsString(members));
        } catch (JsonProcessingException | GeneralSecurityException e) {
            throw new IllegalStateException("what was read is written", e);
        }
    }

    /** Which one it is: two with the same are the same. */
    public String fingerprint() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (X509Certificate one : chain) {
                digest.update(one.getEncoded());
            }
            return HexFormat.of().formatHex(digest.digest(key.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has it", e);
        }
    }

    /** All of it as a PKCS #12 store under {@code password}, for who shows it when a server asks. */
    public byte[] toPkcs12(String password) {
        char[] chars = password.toCharArray();
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("client", key, chars, chain.toArray(X509Certificate[]::new));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            store.store(out, chars);
            return out.toByteArray();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("a store in memory takes a key", e);
        }
    }

    @Override
    public String toString() {
        return "ClientCertificate[redacted]";
    }
}
