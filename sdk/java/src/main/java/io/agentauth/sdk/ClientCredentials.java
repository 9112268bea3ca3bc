// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

import java.time.Instant;

/** Of your application at a provider: what it proves itself with. Printed, it shows nothing of it. */
public final class ClientCredentials extends Fields<ClientCredentials> {
    private ClientCredentials() {}

    /** Nothing yet. */
    public static ClientCredentials none() {
        return new ClientCredentials();
    }

    /** The client's id at the provider; it may be missing where a key says it. */
    public ClientCredentials clientId(String clientId) {
        return set("client_id", clientId);
    }

    /** The client's secret. */
    public ClientCredentials clientSecret(String clientSecret) {
        return set("client_secret", clientSecret);
    }

    /** A key in the place of the secret, where the client signs: PEM, a JWK, or a service account's JSON file, the whole text. */
    public ClientCredentials privateKey(String privateKey) {
        return set("private_key", privateKey);
    }

    /** The certificate of that key, in PEM, where the client shows it while it connects (RFC 8705). */
    public ClientCredentials certificate(String certificate) {
        return set("certificate", certificate);
    }

    /** The key's id, where the provider tells keys apart by it and the key does not say it. */
    public ClientCredentials keyId(String keyId) {
        return set("key_id", keyId);
    }

    /** What the key signs with, such as {@code ES256}, where the provider leaves the choice. */
    public ClientCredentials algorithm(String algorithm) {
        return set("algorithm", algorithm);
    }

    /** When the provider takes the secret no more (RFC 7591): told of two weeks before. Alone, it is of the secret that is there. */
    public ClientCredentials clientSecretExpiresAt(Instant end) {
        return set("client_secret_expires_at", end.toString());
    }
}
