// SPDX-License-Identifier: Apache-2.0
package io.agentauth.keyservice;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agentauth.vault.KeyUnavailable;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * One question to a key service and its answer, both JSON. Blocks. Nothing is repeated, no redirect is followed (a token would go along), and an
 * answer has a limit in time and size.
 */
final class KeyServiceHttp {
    private static final int ANSWER_BYTES_MAX = 64 * 1024;
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");
    static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client;
    private final Duration timeout;

    KeyServiceHttp(Duration timeout, Optional<Path> caFile) {
        this.timeout = timeout;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeout);
        caFile.ifPresent(file -> builder.sslContext(trusting(file)));
        client = builder.build();
    }

    /** An answer: its status, and its body, which is empty where there was none or it is no JSON. */
    record Answer(int status, JsonNode body) {
        boolean isOk() {
            return status == 200;
        }

        /** The text at {@code pointer}, or {@code ""}. */
        String text(String pointer) {
            return body.at(pointer).asText("");
        }
    }

    /** Keysets go along, so it is https, or a companion on the same machine. */
    Answer post(URI uri, Map<String, String> headers, byte[] body) {
        if (!"https".equals(uri.getScheme()) && !LOOPBACK.contains(String.valueOf(uri.getHost()))) {
            throw new KeyUnavailable("The key service's address is not https: " + uri.getHost() + ".");
        }
        return send(request(uri, headers).POST(HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    Answer get(URI uri, Map<String, String> headers) {
        return send(request(uri, headers).GET());
    }

    private HttpRequest.Builder request(URI uri, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(timeout);
        headers.forEach(request::header);
        return request;
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<InputStream> response =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                byte[] bytes = body.readNBytes(ANSWER_BYTES_MAX + 1);
                if (bytes.length > ANSWER_BYTES_MAX) {
                    throw new KeyUnavailable("The key service's answer is longer than an answer can be.");
                }
                return new Answer(response.statusCode(), json(bytes));
            }
        } catch (IOException e) {
            throw new KeyUnavailable(
                    "The key service does not answer: " + e.getClass().getSimpleName() + ".", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KeyUnavailable("Interrupted while the key service was asked.", e);
        }
    }

    private static JsonNode json(byte[] bytes) {
        try {
            JsonNode read = JSON.readTree(bytes);
            return read == null ? JSON.createObjectNode() : read;
        } catch (IOException _) {
            return JSON.createObjectNode();
        }
    }

    static byte[] bytes(Object body) {
        try {
            return JSON.writeValueAsBytes(body);
        } catch (IOException e) {
            throw new IllegalStateException("not JSON", e);
        }
    }

    /** The first line of a small file, such as a token; files are read each time, because others renew them. */
    static String line(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new KeyUnavailable("The file " + file + " cannot be read.", e);
        }
    }

    private static SSLContext trusting(Path caFile) {
        try (InputStream pem = Files.newInputStream(caFile)) {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            int n = 0;
            for (Certificate authority : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                trusted.setCertificateEntry("authority-" + n++, authority);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new KeyUnavailable("agent-auth.key-service.ca-file cannot be used: " + caFile, e);
        }
    }
}
