// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e.keycloak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agentauth.e2e.support.AppKey;
import io.agentauth.servers.Ports;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.awaitility.Awaitility;

/**
 * Keycloak from its distribution, unpacked once into the build folder's cache and started on loopback with the realm {@code agents}: access tokens
 * live 30 s, a refresh token works once. Ends with {@link #close()}, and with this JVM.
 */
public final class Keycloak implements AutoCloseable {
    /** The client that has a secret. */
    public static final String CLIENT_ID = "agent-auth";

    /** Its secret. */
    public static final String CLIENT_SECRET = "secret-of-agent-auth";

    /** A client that signs with {@link #KEY}, for people and for itself. */
    public static final String SIGNING_CLIENT_ID = "agent-auth-signed";

    /** What it signs with. */
    public static final AppKey KEY = AppKey.fresh();

    /** The one person. */
    public static final String USER = "ada";

    /** Her password. */
    public static final String PASSWORD = "difference-engine";

    private static final Duration START_MAX = Duration.ofMinutes(5);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final URI issuer;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Thread endWithThisJvm;

    private Keycloak(Process process, URI issuer) {
        this.process = process;
        this.issuer = issuer;
        endWithThisJvm = new Thread(() -> destroy(process));
        Runtime.getRuntime().addShutdownHook(endWithThisJvm);
    }

    /** Starts it and waits until it serves discovery. {@code distribution} is the zip, {@code folder} where it is unpacked. */
    public static Keycloak start(Path distribution, Path folder) throws IOException {
        Path home = unpacked(distribution, folder);
        int port = Ports.free();
        ProcessBuilder builder = new ProcessBuilder(
                        home.resolve("bin/kc.sh").toString(),
                        "start-dev",
                        "--http-host=127.0.0.1",
                        "--http-port=" + port,
                        "--hostname=http://localhost:" + port,
                        "--cache=local",
                        "--db=dev-mem",
                        "--features-disabled=admin",
                        "--import-realm")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keycloak.log").toFile());
        builder.environment()
                .putAll(Map.of(
                        "JAVA_HOME",
                        System.getProperty("java.home"),
                        "JAVA_OPTS_APPEND",
                        "-Xmx384m -XX:-UseG1GC -XX:+UseSerialGC -XX:TieredStopAtLevel=1"));
        Keycloak keycloak = new Keycloak(builder.start(), URI.create("http://localhost:" + port + "/realms/agents"));
        keycloak.awaitReady(folder.resolve("keycloak.log"));
        return keycloak;
    }

    /** What goes into a connection's {@code settings.issuer}. */
    public URI issuer() {
        return issuer;
    }

    /** Where it says whose an access token is (OpenID Connect Core §5.3). */
    public URI userinfo() {
        return endpoint("userinfo");
    }

    /** Whether Keycloak still takes the token (RFC 7662). */
    public boolean isActive(String token) {
        return introspect(token).path("active").asBoolean();
    }

    /** The person whom userinfo names for the token, or the status that refuses it. */
    public int userinfoStatus(String accessToken) {
        return send(HttpRequest.newBuilder(endpoint("userinfo")).header("Authorization", "Bearer " + accessToken))
                .statusCode();
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(endWithThisJvm);
        destroy(process);
    }

    private JsonNode introspect(String token) {
        String basic =
                Base64.getEncoder().encodeToString((CLIENT_ID + ":" + CLIENT_SECRET).getBytes(StandardCharsets.UTF_8));
        HttpResponse<String> answer = send(HttpRequest.newBuilder(endpoint("token/introspect"))
                .header("Authorization", "Basic " + basic)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "token=" + URLEncoder.encode(token, StandardCharsets.UTF_8))));
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new IllegalStateException("introspection answered " + answer.statusCode(), e);
        }
    }

    private URI endpoint(String name) {
        return URI.create(issuer + "/protocol/openid-connect/" + name);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.timeout(Duration.ofSeconds(10)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException("Keycloak does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private void awaitReady(Path log) {
        URI discovery = URI.create(issuer + "/.well-known/openid-configuration");
        Awaitility.await("Keycloak, see " + log)
                .atMost(START_MAX)
                .pollInterval(Duration.ofMillis(250))
                .failFast("Keycloak ended, see " + log, () -> !process.isAlive())
                .ignoreExceptions()
                .until(() -> send(HttpRequest.newBuilder(discovery)).statusCode() == 200);
    }

    /** The start script runs Java as its child. */
    private static void destroy(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            var _ = process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Path unpacked(Path distribution, Path folder) throws IOException {
        Path complete = folder.resolve("complete");
        if (Files.notExists(complete)) {
            Files.createDirectories(folder);
            String top = unzip(distribution, folder);
            Files.setPosixFilePermissions(
                    folder.resolve(top).resolve("bin/kc.sh"), PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.writeString(complete, top);
        }
        Path home = folder.resolve(Files.readString(complete));
        Files.createDirectories(home.resolve("data/import"));
        try (InputStream realm = Keycloak.class.getResourceAsStream("/keycloak/agents-realm.json")) {
            String imported = new String(realm.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("@JWKS@", JSON.writeValueAsString(KEY.jwks()).replace("\"", "\\\""));
            Files.writeString(home.resolve("data/import/agents-realm.json"), imported);
        }
        return home;
    }

    /** Everything in it is in one folder, whose name it returns. */
    private static String unzip(Path distribution, Path folder) throws IOException {
        String top = "";
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(distribution))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                top = entry.getName().substring(0, entry.getName().indexOf('/'));
                Path target = folder.resolve(entry.getName()).normalize();
                if (!target.startsWith(folder)) {
                    throw new IOException("an entry outside of the folder: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.getParent());
                    Files.copy(zip, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
        return top;
    }
}
