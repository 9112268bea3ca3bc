// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.connection;

import io.agentauth.connections.provider.Offer;
import io.agentauth.oauth.WrittenKey;
import io.agentauth.problems.ProblemException;
import io.agentauth.providers.Provider;
import io.agentauth.requests.Input;
import io.agentauth.vault.Sensitive;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A client's id and its secret or key, as an application sends them. Read from JSON, and never printed.
 *
 * @param privateKey in PEM, as a JWK, or the JSON file that a provider made; the whole text
 * @param keyId what the provider calls the key, where the key does not say
 * @param algorithm what it signs by, where there is a choice
 */
public record Credentials(
        @Nullable String clientId,
        @Nullable String clientSecret,
        @Nullable String privateKey,
        @Nullable String keyId,
        @Nullable String algorithm) {
    private static final int ID_CHARS_MAX = 512;
    private static final int SECRET_CHARS_MAX = 4096;
    private static final int KEY_CHARS_MAX = 16_384;
    private static final int KEY_ID_CHARS_MAX = 256;
    private static final int SIGNING_SECRET_BYTES_MIN = 32;
    private static final String CLIENT_ID = "credentials.client_id";
    private static final String SECRET = "credentials.client_secret";
    private static final String KEY = "credentials.private_key";

    /** Of a connection whose people enter what is needed. */
    static Checked none(@Nullable Credentials sent) {
        return none(sent, "People enter them, each for their account; a connection to this provider has none.");
    }

    /** Of a connection that has none of its own, for {@code why}. */
    static Checked none(@Nullable Credentials sent, String why) {
        if (sent != null) {
            throw ProblemException.invalidField("credentials", why);
        }
        return new Checked("", null, null);
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
        };
    }

    /** The same of a client by which people consent at {@code provider}, as its file has it. */
    public Checked checkFor(Provider provider) {
        return check(
                Proof.of(provider, Offer.sharedWay(provider).orElse(Offer.OAUTH2), null, Connection.Settings.NONE));
    }

    private Checked secret(Proof needed) {
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
                Input.required(CLIENT_ID, clientId, ID_CHARS_MAX), secret == null ? null : Sensitive.of(secret), null);
    }

    private Checked key() {
        if (clientSecret != null) {
            throw ProblemException.invalidField(SECRET, "This connection proves itself with a key.");
        }
        String written = privateKey == null ? "" : privateKey;
        // PEM and JSON have lines.
        var _ = Input.required(KEY, written.replaceAll("[\\r\\n\\t]", " "), KEY_CHARS_MAX);
        WrittenKey key = read(written);
        String id = clientId == null ? key.clientId() : clientId;
        return new Checked(Input.required(CLIENT_ID, id, ID_CHARS_MAX), signing(key), key.likeness());
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
     * @param keyLikeness what tells that key from others; null without a key
     */
    public record Checked(String clientId, @Nullable Sensitive clientSecret, @Nullable Sensitive keyLikeness) {}

    @Override
    public String toString() {
        return "Credentials[redacted]";
    }
}
