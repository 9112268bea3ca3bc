// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.connection;

import io.agentauth.connections.provider.Offer;
import io.agentauth.oauth.ClientCertificate;
import io.agentauth.oauth.WrittenKey;
import io.agentauth.problems.FieldError;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.agentauth.providers.Provider;
import io.agentauth.requests.Input;
import io.agentauth.vault.Sensitive;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client's id and its secret or key, as an application sends them. Read from JSON, and never printed.
 *
 * @param privateKey in PEM, as a JWK, or the JSON file that a provider made; the whole text
 * @param keyId what the provider calls the key, where the key does not say
 * @param certificate of that key, in PEM, where the client shows it: its own first, then those that vouch for it
 * @param algorithm what it signs by, where there is a choice
 * @param clientSecretExpiresAt when the provider takes the secret no more, where it said so (RFC 7591 §3.2.1); of a secret that is there already, alone
 */
public record Credentials(
        @Nullable String clientId,
        @Nullable String clientSecret,
        @Nullable String privateKey,
        @Nullable String keyId,
        @Nullable String algorithm,
        @Nullable String certificate,
        @Nullable Instant clientSecretExpiresAt) {
    private static final int ID_CHARS_MAX = 512;
    private static final int SECRET_CHARS_MAX = 4096;
    private static final int KEY_CHARS_MAX = 16_384;
    private static final int CERTIFICATE_CHARS_MAX = 32_768;
    private static final int KEY_ID_CHARS_MAX = 256;
    private static final int SIGNING_SECRET_BYTES_MIN = 32;
    private static final String CLIENT_ID = "credentials.client_id";
    private static final String SECRET = "credentials.client_secret";
    private static final String SECRET_END = "credentials.client_secret_expires_at";
    private static final String KEY = "credentials.private_key";
    private static final String CERTIFICATE = "credentials.certificate";

    /** Of a connection whose people enter what is needed. */
    static Checked none(@Nullable Credentials sent) {
        return none(sent, "People enter them, each for their account; a connection to this provider has none.");
    }

    /** Of a connection that has none of its own, for {@code why}. */
    static Checked none(@Nullable Credentials sent, String why) {
        if (sent != null) {
            throw ProblemException.invalidField("credentials", why);
        }
        return new Checked("", null, null, null);
    }

    /** Whether there is a key among them. */
    boolean hasKey() {
        return privateKey != null;
    }

    /** The same, checked against what the client needs. */
    Checked check(Proof needed) {
        return switch (needed) {
            case NOTHING, SECRET, SIGNING_SECRET -> secret(needed);
            case PRIVATE_KEY -> key();
            case CERTIFICATE -> certified();
        };
    }

    /** Whether they say of the secret that is there when it ends, and nothing else. */
    public boolean isEndAlone() {
        return clientSecretExpiresAt != null
                && clientId == null
                && clientSecret == null
                && privateKey == null
                && keyId == null
                && algorithm == null
                && certificate == null;
    }

    /** That end, where the client has a secret. */
    @Nullable
    Instant endAlone(Proof needed) {
        return switch (needed) {
            case NOTHING, SECRET, SIGNING_SECRET -> secretEnd();
            case PRIVATE_KEY, CERTIFICATE -> requireNoEnd();
        };
    }

    /** The same of a client by which people consent at {@code provider}. */
    public @Nullable Instant endAloneFor(Provider provider) {
        return endAlone(proof(provider));
    }

    private @Nullable Instant secretEnd() {
        if (clientSecretExpiresAt != null && !clientSecretExpiresAt.isAfter(Instant.now())) {
            throw ProblemException.invalidField(SECRET_END, "It lies in the future.");
        }
        // As the database keeps it.
        return clientSecretExpiresAt == null ? null : clientSecretExpiresAt.truncatedTo(ChronoUnit.MICROS);
    }

    private @Nullable Instant requireNoEnd() {
        if (clientSecretExpiresAt != null) {
            throw ProblemException.invalidField(
                    SECRET_END, "There is no secret; a certificate says itself when it ends.");
        }
        return null;
    }

    /** The same of a client by which people consent at {@code provider}, as its file has it. */
    public Checked checkFor(Provider provider) {
        return check(proof(provider));
    }

    private static Proof proof(Provider provider) {
        return Proof.of(provider, Offer.sharedWay(provider).orElse(Offer.OAUTH2), null, Connection.Settings.NONE);
    }

    private Checked secret(Proof needed) {
        requireNoCertificate();
        if (privateKey != null || keyId != null || algorithm != null) {
            throw ProblemException.invalidField(KEY, "This connection proves itself without a key.");
        }
        if (clientSecret == null && needed != Proof.NOTHING) {
            throw ProblemException.invalidField(SECRET, "It is missing.");
        }
        String secret = clientSecret == null ? null : Input.required(SECRET, clientSecret, SECRET_CHARS_MAX);
        if (secret != null
                && needed == Proof.SIGNING_SECRET
                && secret.getBytes(StandardCharsets.UTF_8).length < SIGNING_SECRET_BYTES_MIN) {
            throw ProblemException.invalidField(SECRET, "A secret that signs has at least 32 bytes.");
        }
        return new Checked(
                Input.required(CLIENT_ID, clientId, ID_CHARS_MAX),
                secret == null ? null : Sensitive.of(secret),
                null,
                secret == null ? requireNoEnd() : secretEnd());
    }

    private Checked key() {
        requireNoCertificate();
        WrittenKey key = written();
        String id = clientId == null ? key.clientId() : clientId;
        return new Checked(
                Input.required(CLIENT_ID, id, ID_CHARS_MAX), signing(key), SigningUse.by(key), requireNoEnd());
    }

    private void requireNoCertificate() {
        if (certificate != null) {
            throw ProblemException.invalidField(CERTIFICATE, "This connection proves itself without a certificate.");
        }
    }

    /** RFC 8705 §2. */
    private Checked certified() {
        String pem = certificate == null ? "" : certificate;
        var _ = Input.required(CERTIFICATE, pem.replaceAll("[\\r\\n\\t]", " "), CERTIFICATE_CHARS_MAX);
        WrittenKey key = written();
        String id = Input.required(CLIENT_ID, clientId, ID_CHARS_MAX);
        try {
            ClientCertificate read = ClientCertificate.read(pem, key, Instant.now());
            var _ = requireNoEnd();
            return new Checked(id, read.toSensitive(), SigningUse.shown(key), read.expiresAt());
        } catch (ClientCertificate.Unusable e) {
            throw unusable(e);
        }
    }

    private static ProblemException unusable(ClientCertificate.Unusable why) {
        ProblemType type =
                switch (why.fault()) {
                    case UNREADABLE -> ProblemType.CERTIFICATE_UNREADABLE;
                    case OTHER_KEY -> ProblemType.CERTIFICATE_KEY_MISMATCH;
                    case EXPIRED -> ProblemType.CERTIFICATE_EXPIRED;
                };
        String words = String.valueOf(why.getMessage());
        return new ProblemException(type, words).errors(List.of(new FieldError(CERTIFICATE, words)));
    }

    /** Whether the certificate among them, which is there, is its own authority; false where it cannot be read, which is told later. */
    boolean isSelfSigned() {
        try {
            return ClientCertificate.read(String.valueOf(certificate), written(), Instant.now())
                    .isSelfSigned();
        } catch (ClientCertificate.Unusable | ProblemException _) {
            return false;
        }
    }

    /** Whether there is a certificate among them. */
    boolean hasCertificate() {
        return certificate != null;
    }

    private WrittenKey written() {
        if (clientSecret != null) {
            throw ProblemException.invalidField(SECRET, "This connection proves itself with a key.");
        }
        String written = privateKey == null ? "" : privateKey;
        // PEM and JSON have lines.
        var _ = Input.required(KEY, written.replaceAll("[\\r\\n\\t]", " "), KEY_CHARS_MAX);
        return read(written);
    }

    private static WrittenKey read(String text) {
        try {
            return WrittenKey.read(Sensitive.of(text));
        } catch (IllegalArgumentException e) {
            throw ProblemException.invalidField(KEY, String.valueOf(e.getMessage()));
        }
    }

    private Sensitive signing(WrittenKey key) {
        try {
            return key.signing(Input.optional("credentials.key_id", keyId, KEY_ID_CHARS_MAX), algorithm)
                    .toSensitive();
        } catch (IllegalArgumentException e) {
            throw ProblemException.invalidField("credentials.algorithm", String.valueOf(e.getMessage()));
        }
    }

    /**
     * Credentials that can be stored.
     *
     * @param clientSecret null for a public client; of one that has a key, that key as it signs
     * @param key what tells that key from others, and what it is for; null without a key
     * @param expiresAt when the secret or the certificate ends; null where that is not known
     */
    public record Checked(
            String clientId, @Nullable Sensitive clientSecret, @Nullable SigningUse key, @Nullable Instant expiresAt) {}

    /**
     * A private key, and what it signs.
     *
     * @param likeness what tells it from others
     * @param certified whether it signs nothing but the connection on which its certificate is shown
     */
    public record SigningUse(Sensitive likeness, boolean certified) {
        static SigningUse by(WrittenKey key) {
            return new SigningUse(key.likeness(), false);
        }

        static SigningUse shown(WrittenKey key) {
            return new SigningUse(key.likeness(), true);
        }
    }

    @Override
    public String toString() {
        return "Credentials[redacted]";
    }
}
