// SPDX-License-Identifier: Apache-2.0
package io.agentauth.operator.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.agentauth.trail.TrailBlock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CollectEvidenceTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
    private static final String EVENT =
            "{\"kind\":\"event\",\"id\":\"evt_1\",\"time\":\"2026-05-01T00:00:00Z\",\"type\":\"agent-auth.api-key-created.v1\"}";
    private static final String READ =
            "{\"kind\":\"read\",\"id\":\"evt_2\",\"time\":\"2026-05-02T00:00:00Z\",\"type\":\"agent-auth.token-read.v1\"}";

    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private HttpServer server;

    @TempDir
    Path folder;

    @BeforeEach
    void anInstallation() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        answers.put("/v1/environment", "{\"id\":\"env_1\"}");
        answers.put("/v1/connections?limit=100", "{\"data\":[{\"id\":\"conn_1\"}],\"next_cursor\":\"more\"}");
        answers.put("/v1/connections?limit=100&cursor=more", "{\"data\":[{\"id\":\"conn_2\"}],\"next_cursor\":null}");
        answers.put(
                "/v1/api-keys?limit=100",
                "{\"data\":[" + key("key_used", "admin", null, null) + ","
                        + key("key_idle", "tokens:read", "2027-01-01T00:00:00Z", null) + ","
                        + key("key_gone", "admin", null, "2026-02-01T00:00:00Z") + "],\"next_cursor\":null}");
        answers.put("/v1/audit?limit=1&key_id=key_used", "{\"data\":[{\"time\":\"2026-05-31T00:00:00Z\"}]}");
        answers.put("/v1/audit?limit=1&key_id=key_idle", "{\"data\":[]}");
        answers.put("/v1/audit?limit=1&key_id=key_gone", "{\"data\":[]}");
        answers.put("/v1/audit/export.csv", "id,time\n");
        answers.put("/v1/audit/export", trail());
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void everyFileIsThereAndInTheManifest() throws IOException {
        assertThat(collect()).isZero();

        JsonNode manifest = read("manifest.json");
        assertThat(manifest.path("trail").path("holds").asBoolean()).isTrue();
        assertThat(manifest.path("trail").path("entries").asInt()).isEqualTo(2);
        assertThat(names(manifest.path("files")))
                .containsExactlyInAnyOrder(
                        "access-review.json",
                        "connections.json",
                        "environment.json",
                        "key-rotations.jsonl",
                        "trail.csv",
                        "trail.jsonl");
        assertThat(manifest.path("files").path("trail.jsonl").asText())
                .isEqualTo(Checksums.of(folder.resolve("out/trail.jsonl")));
        assertThat(read("connections.json")).hasSize(2);
        assertThat(Files.readAllLines(folder.resolve("out/key-rotations.jsonl")))
                .containsExactly(EVENT);
        assertThat(all()).as("the key").doesNotContain("aa_live_secret");
    }

    @Test
    void aReviewerIsToldWhatToAskAbout() throws IOException {
        collect();

        JsonNode review = read("access-review.json");
        assertThat(review.path(0).path("last_use_in_trail").asText()).isEqualTo("2026-05-31T00:00:00Z");
        assertThat(texts(review.path(0).path("to_ask_about")))
                .containsExactly("it never expires", "it may be used from anywhere", "it may make other keys");
        assertThat(review.path(1).path("last_use_in_trail").isNull()).isTrue();
        assertThat(texts(review.path(1).path("to_ask_about")))
                .containsExactly("it may be used from anywhere", "the trail has nothing of it for 90 days");
        assertThat(review.path(2).path("to_ask_about")).isEmpty();
    }

    @Test
    void aTrailThatWasEditedIsCollectedAndSaid() throws IOException {
        answers.computeIfPresent("/v1/audit/export", (path, trail) -> trail.replace("evt_2", "evt_3"));

        assertThat(collect()).isEqualTo(1);
        assertThat(read("manifest.json").path("trail").path("holds").asBoolean())
                .isFalse();
        assertThat(read("manifest.json").path("trail").path("why").asText()).isNotEmpty();
    }

    @Test
    void aKeyThatMayNotIsSaidAndNothingIsClaimed() throws IOException {
        answers.remove("/v1/connections?limit=100");

        assertThat(collect()).isEqualTo(1);
        assertThat(folder.resolve("out/manifest.json")).doesNotExist();
    }

    @Test
    void aCommandThatIsNoneIsExplained() throws IOException {
        assertThat(CollectEvidence.run(List.of("--url"), folder, out(), NOW)).isEqualTo(2);
        assertThat(CollectEvidence.run(List.of("--from", "yesterday"), folder, out(), NOW))
                .isEqualTo(2);
    }

    private int collect() throws IOException {
        Path key = Files.writeString(folder.resolve("key"), "aa_live_secret\n");
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        return CollectEvidence.run(
                List.of(
                        "--url",
                        url,
                        "--key-file",
                        key.toString(),
                        "--out",
                        folder.resolve("out").toString()),
                folder,
                out(),
                NOW);
    }

    private void answer(HttpExchange exchange) throws IOException {
        boolean known =
                "Bearer aa_live_secret".equals(exchange.getRequestHeaders().getFirst("Authorization"));
        String answer = known ? answers.get(exchange.getRequestURI().toString()) : null;
        byte[] body = (answer == null ? "{\"code\":\"permission_denied\"}" : answer).getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.sendResponseHeaders(answer == null ? 403 : 200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static String key(String id, String scope, String expiresAt, String revokedAt) {
        return "{\"id\":\"" + id + "\",\"scopes\":[\"" + scope
                + "\"],\"allowed_addresses\":[],\"created_at\":\"2026-01-01T00:00:00Z\"," + "\"expires_at\":"
                + quoted(expiresAt) + ",\"revoked_at\":" + quoted(revokedAt) + "}";
    }

    private static String quoted(String time) {
        return time == null ? "null" : "\"" + time + "\"";
    }

    private static String trail() throws Exception {
        KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        TrailBlock block = new TrailBlock(
                "env_1",
                1,
                Instant.parse("2026-05-03T00:00:00Z"),
                1,
                TrailBlock.hashOf(List.of(EVENT)),
                1,
                TrailBlock.hashOf(List.of(READ)),
                TrailBlock.NOTHING);
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(keys.getPrivate());
        signature.update(block.toSign());
        byte[] encoded = keys.getPublic().getEncoded();
        String publicKey = HexFormat.of().formatHex(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
        return String.join("\n", block.line(publicKey, HexFormat.of().formatHex(signature.sign())), EVENT, READ, "");
    }

    private JsonNode read(String name) throws IOException {
        return JSON.readTree(folder.resolve("out").resolve(name).toFile());
    }

    private String all() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.list(folder.resolve("out"))) {
            for (Path file : files.toList()) {
                all.append(Files.readString(file));
            }
        }
        return all.toString();
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static PrintStream out() {
        return new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    }
}
