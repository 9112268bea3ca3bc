// SPDX-License-Identifier: Apache-2.0
package io.agentauth.keyservice;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import io.agentauth.vault.Sensitive;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.AEADBadTagException;

/**
 * KMS as its API reference describes it: one symmetric key, the encryption context, and signatures that are checked. It gives credentials too, as
 * EKS Pod Identity does.
 *
 * @see <a href="https://docs.aws.amazon.com/kms/latest/APIReference/Welcome.html">KMS API reference</a>
 */
final class FakeKms implements AutoCloseable {
    static final String KEY = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    static final String REGION = "eu-central-1";
    static final String POD = "a pod's token";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final byte[] key = new byte[32];
    private final FakeServer server = new FakeServer(this::answer);
    final AwsCredentials known = new AwsCredentials(
            "AKIAIOSFODNN7EXAMPLE", Sensitive.of("a secret"), Optional.of(Sensitive.of("a session")));
    boolean disabled;

    FakeKms() {
        new SecureRandom().nextBytes(key);
    }

    URI url() {
        return server.url();
    }

    FakeServer server() {
        return server;
    }

    private FakeServer.Reply answer(HttpExchange exchange, JsonNode body) throws GeneralSecurityException {
        if (exchange.getRequestURI().getPath().equals("/v1/credentials")) {
            return credentials(exchange);
        }
        if (!isSigned(exchange)) {
            return error(400, "InvalidSignatureException");
        }
        if (!body.path("KeyId").asText().equals(KEY)) {
            return error(400, "NotFoundException");
        }
        if (disabled) {
            return error(400, "DisabledException");
        }
        byte[] context = body.path("EncryptionContext").toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return switch (exchange.getRequestHeaders().getFirst("X-Amz-Target")) {
            case "TrentService.Encrypt" -> {
                byte[] blob = FakeServer.encrypt(key, bytes(body, "Plaintext"), context);
                yield new FakeServer.Reply(200, Map.of("CiphertextBlob", text(blob), "KeyId", KEY));
            }
            case "TrentService.Decrypt" -> decrypt(bytes(body, "CiphertextBlob"), context);
            default -> error(400, "UnknownOperationException");
        };
    }

    private FakeServer.Reply decrypt(byte[] blob, byte[] context) throws GeneralSecurityException {
        try {
            return new FakeServer.Reply(
                    200, Map.of("Plaintext", text(FakeServer.decrypt(key, blob, context)), "KeyId", KEY));
        } catch (AEADBadTagException _) {
            return error(400, "InvalidCiphertextException");
        }
    }

    private FakeServer.Reply credentials(HttpExchange exchange) {
        return POD.equals(exchange.getRequestHeaders().getFirst("Authorization"))
                ? new FakeServer.Reply(
                        200,
                        Map.of(
                                "AccessKeyId",
                                known.accessKeyId(),
                                "SecretAccessKey",
                                "a secret",
                                "Token",
                                "a session",
                                "Expiration",
                                "2036-01-01T00:00:00Z"))
                : new FakeServer.Reply(401, Map.of());
    }

    /** Signs what came as it should have been signed, by the signer that AWS's vectors prove, and compares. */
    private boolean isSigned(HttpExchange exchange) {
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        Map<String, String> headers = new LinkedHashMap<>();
        String names = authorization.replaceFirst(".*SignedHeaders=([^,]*),.*", "$1");
        Arrays.stream(names.split(";"))
                .filter(name -> !name.equals("host") && !name.startsWith("x-amz-date"))
                .forEach(name -> headers.put(name, exchange.getRequestHeaders().getFirst(name)));
        headers.remove("x-amz-security-token");
        Instant then = Instant.from(TIME.parse(exchange.getRequestHeaders().getFirst("X-Amz-Date")));
        URI uri = URI.create("http://" + exchange.getRequestHeaders().getFirst("Host") + "/");
        AwsSignature.Request request =
                new AwsSignature.Request("POST", uri, headers, (byte[]) exchange.getAttribute("body"));
        return new AwsSignature(REGION, "kms")
                .sign(request, known, then)
                .get("authorization")
                .equals(authorization);
    }

    private static byte[] bytes(JsonNode body, String member) {
        return Base64.getDecoder().decode(body.path(member).asText());
    }

    private static String text(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static FakeServer.Reply error(int status, String type) {
        return new FakeServer.Reply(status, Map.of("__type", "com.amazonaws.kms#" + type, "message", "no"));
    }

    @Override
    public void close() {
        server.close();
    }
}
