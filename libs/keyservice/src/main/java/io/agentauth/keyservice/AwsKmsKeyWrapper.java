// SPDX-License-Identifier: Apache-2.0
package io.agentauth.keyservice;

import io.agentauth.vault.CannotOpen;
import io.agentauth.vault.KeyUnavailable;
import io.agentauth.vault.KeyWrapper;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;

/**
 * Wraps with a symmetric key of AWS KMS, which never leaves it. The encryption context binds what is wrapped to its place; it is no secret, and
 * CloudTrail shows it. KMS wraps at most 4096 bytes, which is several times what a keyset has.
 *
 * @see <a href="https://docs.aws.amazon.com/kms/latest/APIReference/API_Encrypt.html">KMS: Encrypt</a>
 * @see <a href="https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html">KMS: Decrypt</a>
 */
final class AwsKmsKeyWrapper implements KeyWrapper {
    private static final String CONTEXT = "agent-auth";

    private final KeyServiceHttp http;
    private final AwsIdentity identity;
    private final AwsSignature signature;
    private final URI endpoint;
    private final String key;
    private final InstantSource clock;

    /** Where KMS is, and by whose clock requests are signed. */
    record At(String region, URI endpoint, InstantSource clock) {}

    AwsKmsKeyWrapper(KeyServiceHttp http, AwsIdentity identity, At at, String key) {
        this.http = http;
        this.identity = identity;
        this.signature = new AwsSignature(at.region(), "kms");
        this.endpoint = at.endpoint().resolve("/");
        this.clock = at.clock();
        this.key = key;
    }

    @Override
    public byte[] wrap(byte[] keyset, byte[] associatedData) {
        KeyServiceHttp.Answer answer = ask("Encrypt", "Plaintext", keyset, associatedData);
        if (!answer.isOk()) {
            throw refused(answer);
        }
        return RemoteEnvelope.AWS_KMS.of(Base64.getDecoder().decode(answer.text("/CiphertextBlob")));
    }

    @Override
    public byte[] unwrap(byte[] wrapped, byte[] associatedData) {
        KeyServiceHttp.Answer answer =
                ask("Decrypt", "CiphertextBlob", RemoteEnvelope.AWS_KMS.ciphertext(wrapped), associatedData);
        if (error(answer).equals("InvalidCiphertextException")) {
            throw CannotOpen.uniform();
        }
        if (!answer.isOk()) {
            throw refused(answer);
        }
        return Base64.getDecoder().decode(answer.text("/Plaintext"));
    }

    private KeyServiceHttp.Answer ask(String operation, String member, byte[] content, byte[] associatedData) {
        byte[] body = KeyServiceHttp.bytes(Map.of(
                "KeyId", key, member, base64(content), "EncryptionContext", Map.of(CONTEXT, base64(associatedData))));
        Map<String, String> headers =
                Map.of("Content-Type", "application/x-amz-json-1.1", "X-Amz-Target", "TrentService." + operation);
        Instant now = clock.instant();
        return http.post(
                endpoint,
                signature.sign(new AwsSignature.Request("POST", endpoint, headers, body), identity.get(), now),
                body);
    }

    /** The kind of an error, which comes with or without its namespace. */
    private static String error(KeyServiceHttp.Answer answer) {
        String type = answer.text("/__type");
        return type.substring(type.indexOf('#') + 1);
    }

    private KeyUnavailable refused(KeyServiceHttp.Answer answer) {
        return new KeyUnavailable(
                "KMS does not use the key " + key + " for us: " + error(answer) + ", HTTP " + answer.status() + ".");
    }

    @Override
    public boolean made(byte[] wrapped) {
        return RemoteEnvelope.AWS_KMS.wraps(wrapped);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public String toString() {
        return "AwsKmsKeyWrapper[" + key + "]";
    }
}
