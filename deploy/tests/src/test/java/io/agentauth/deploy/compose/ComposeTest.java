// SPDX-License-Identifier: Apache-2.0
package io.agentauth.deploy.compose;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentauth.deploy.ConfigKeys;
import io.agentauth.deploy.Product;
import io.agentauth.deploy.Yaml;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComposeTest {
    private static final Path FOLDER = Product.file("deploy/compose");
    private static final Pattern IMAGE = Pattern.compile("\\$\\{([A-Z_]+_IMAGE):-[a-z/-]+:[0-9.]+}");
    private static final Set<String> OF_THE_RUNTIME =
            Set.of("JAVA_TOOL_OPTIONS", "MALLOC_ARENA_MAX", "QUARKUS_CONFIG_LOCATIONS");

    /** Of the mapping of every key that docker-compose 1.29, docker compose and podman-compose know, those in use. */
    private static final Set<String> COMMON_KEYS = Set.of(
            "image",
            "restart",
            "user",
            "read_only",
            "tmpfs",
            "cap_drop",
            "security_opt",
            "stop_grace_period",
            "depends_on",
            "environment",
            "volumes",
            "secrets",
            "healthcheck",
            "ports",
            "command",
            "profiles",
            "network_mode");

    private final JsonNode file = Yaml.read(FOLDER.resolve("docker-compose.yml"));

    @Test
    void everyImageIsAVariableWithADefault() {
        List<String> variables = new ArrayList<>();
        services().forEach((name, service) -> {
            var image = IMAGE.matcher(service.path("image").asText());
            assertThat(image.matches())
                    .as("%s: %s", name, service.path("image"))
                    .isTrue();
            variables.add(image.group(1));
        });

        assertThat(variables).hasSize(8).doesNotHaveDuplicates();
        assertThat(Product.text(FOLDER.resolve("README.md"))).contains(variables);
    }

    @Test
    void olderToolsKnowEveryKey() {
        services().forEach((name, service) -> service.fieldNames()
                .forEachRemaining(key -> assertThat(COMMON_KEYS).as(name).contains(key)));
        services().values().forEach(service -> assertThat(
                        service.path("depends_on").isObject())
                .as("a condition")
                .isFalse());
    }

    @Test
    void theProductsContainersMayDoLittle() {
        for (String name :
                List.of("callback-gateway", "connection-service", "account-service", "token-refresher", "emulator")) {
            JsonNode service = services().get(name);
            assertThat(service.path("user").asText()).isEqualTo("10001:10001");
            assertThat(service.path("read_only").asBoolean()).isTrue();
            assertThat(service.at("/cap_drop/0").asText()).isEqualTo("ALL");
        }
    }

    @Test
    void onlyTheDoorAndTheEmulatorsPortAreOpenAndOnlyToThisMachine() {
        List<String> ports = services().values().stream()
                .flatMap(service -> Yaml.each(service.path("ports")))
                .map(JsonNode::asText)
                .toList();

        assertThat(ports).containsExactlyInAnyOrder("127.0.0.1:${AGENT_AUTH_PORT:-8080}:8080", "127.0.0.1:9400:9400");
    }

    @Test
    void everyVariableIsKnownToItsService() {
        for (String name : Product.SERVICES) {
            ConfigKeys known = ConfigKeys.of(name);
            services().get(name).path("environment").fieldNames().forEachRemaining(variable -> assertThat(
                            OF_THE_RUNTIME.contains(variable) || forOthers(variable) || known.knowVariable(variable))
                    .as("%s: %s", name, variable)
                    .isTrue());
        }
    }

    /** What one block says to all services. */
    private static boolean forOthers(String variable) {
        return Set.of("KAFKA_BOOTSTRAP_SERVERS", "REDIS_HOSTS").contains(variable);
    }

    @Test
    void theEmulatorIsThereOnDemandOnly() {
        services().forEach((name, service) -> {
            assertThat(service.has("profiles")).as(name).isEqualTo(name.equals("emulator"));
            assertThat(service.path("depends_on").toString()).as(name).doesNotContain("emulator");
        });
    }

    @Test
    void theOverlaySendsTheProviderForTestingToTheEmulator() {
        JsonNode provider = Yaml.read(Product.file("libs/providers/src/main/resources/providers/emulator.yaml"));
        URI issuer = URI.create(provider.path("issuer").asText());
        JsonNode overlay = Yaml.read(FOLDER.resolve("emulator/overlay.yaml"));

        assertThat(overlay.path("origins").path(issuer.toString()).asText())
                .isEqualTo("http://localhost:9400/" + provider.path("id").asText() + "/" + issuer.getHost());
        assertThat(services().get("emulator").path("network_mode").asText()).isEqualTo("service:token-refresher");
        assertThat(services().get("token-refresher").path("environment").has("AGENT_AUTH_UPSTREAM_OVERLAY_FILE"))
                .isTrue();
    }

    @Test
    void secretsAreFilesThatTheScriptMakesAndEachServiceGetsItsOwn(@TempDir Path folder) throws Exception {
        Path secrets = makeSecrets(folder.resolve("secrets"));

        Map<String, String> mounted = new TreeMap<>();
        file.path("secrets")
                .properties()
                .forEach(secret -> mounted.put(
                        secret.getKey(), secret.getValue().path("file").asText()));
        assertThat(mounted).allSatisfy((name, path) -> assertThat(path).isEqualTo("./secrets/" + name));
        try (var made = Files.list(secrets)) {
            assertThat(made.filter(Files::isRegularFile)
                            .map(each -> each.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(mounted.keySet());
        }
        assertThat(usersOf("token-refresher-wrapping-key")).containsExactly("token-refresher");
        assertThat(usersOf("access-tokens-wrapping-key"))
                .containsExactlyInAnyOrder("account-service", "token-refresher");
        assertThat(usersOf("installation-key")).containsExactly("connection-service");
        assertThat(mounted.keySet())
                .allSatisfy(name -> assertThat(usersOf(name)).isNotEmpty());
        services().values().forEach(service -> service.path("environment")
                .properties()
                .forEach(variable -> assertThat(variable.getKey().matches(".*PASSWORD$"))
                        .as(variable.getKey())
                        .isFalse()));
    }

    @Test
    void theFolderOfEnvironmentsKeysIsMadeAndOneServiceWritesIt(@TempDir Path folder) throws Exception {
        Path secrets = makeSecrets(folder.resolve("secrets"));
        Path mark = secrets.resolve("environment-keys/environment-keys");
        assertThat(mark).isEmptyFile();
        Files.writeString(secrets.resolve("environment-keys/a.key"), "a key");
        makeSecrets(secrets);
        assertThat(secrets.resolve("environment-keys/a.key")).hasContent("a key");

        Map<String, String> mounts = new TreeMap<>();
        services().forEach((name, service) -> Yaml.each(service.path("volumes"))
                .map(JsonNode::asText)
                .filter(mount -> mount.startsWith("./secrets"))
                .forEach(mount -> mounts.put(name, mount)));
        String mount = "./secrets/environment-keys:/run/environment-keys";
        assertThat(mounts)
                .isEqualTo(Map.of(
                        "connection-service",
                        mount,
                        "account-service",
                        mount + ":ro",
                        "token-refresher",
                        mount + ":ro"));
        for (String name : mounts.keySet()) {
            assertThat(services()
                            .get(name)
                            .at("/environment/AGENT_AUTH_KEY_SERVICE_ENVIRONMENT_KEYS_FOLDER")
                            .asText())
                    .isEqualTo("/run/environment-keys");
        }
    }

    @Test
    void theSecretsHaveTheirForms(@TempDir Path folder) throws Exception {
        Path secrets = makeSecrets(folder.resolve("secrets"));
        String installationKey =
                Product.text(secrets.resolve("installation-key")).strip();

        assertThat(installationKey).matches("aa_live_[0-9A-Za-z]{49}");
        assertThat(installationKey.substring(51)).isEqualTo(checksum(installationKey.substring(0, 51)));
        assertThat(Base64.getDecoder()
                        .decode(Product.text(secrets.resolve("token-refresher-wrapping-key"))
                                .strip()))
                .hasSize(32);
        List<String> passwords =
                Product.text(secrets.resolve("postgresql-refresher")).lines().toList();
        assertThat(passwords)
                .hasSize(3)
                .doesNotHaveDuplicates()
                .allMatch(password -> password.matches("[0-9A-Za-z]{43}"));
        assertThat(Product.text(secrets.resolve("token-refresher.properties")).lines())
                .containsExactly(
                        "DATABASE_OWNER_PASSWORD=" + passwords.get(0),
                        "DATABASE_APP_PASSWORD=" + passwords.get(1),
                        "DATABASE_WORKER_PASSWORD=" + passwords.get(2));

        makeSecrets(secrets);

        assertThat(Product.text(secrets.resolve("installation-key")).strip())
                .as("what is there stays")
                .isEqualTo(installationKey);
    }

    private static Path makeSecrets(Path folder) throws Exception {
        Process script = new ProcessBuilder(FOLDER.resolve("make-secrets").toString(), folder.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(script.waitFor()).as(said).isZero();
        return folder;
    }

    /** As libs/identity computes it: CRC32 in six digits of base 62. */
    private static String checksum(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.US_ASCII));
        StringBuilder digits = new StringBuilder();
        long rest = crc.getValue();
        for (int i = 0; i < 6; i++, rest /= 62) {
            digits.insert(
                    0, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".charAt((int) (rest % 62)));
        }
        return digits.toString();
    }

    private List<String> usersOf(String secret) {
        return services().entrySet().stream()
                .filter(service -> Yaml.each(service.getValue().path("secrets"))
                        .anyMatch(each -> each.asText().equals(secret)))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** With what {@code <<: *name} brings from {@code x-name}. */
    private Map<String, ObjectNode> services() {
        Map<String, ObjectNode> services = new TreeMap<>();
        file.path("services")
                .properties()
                .forEach(service -> services.put(service.getKey(), merged(service.getValue())));
        services.values().stream()
                .filter(service -> service.path("environment").has("<<"))
                .forEach(service -> service.set("environment", merged(service.path("environment"))));
        return services;
    }

    private ObjectNode merged(JsonNode node) {
        ObjectNode all = Yaml.MAPPER.createObjectNode();
        if (node.has("<<")) {
            all.setAll((ObjectNode) file.path("x-" + node.path("<<").asText()));
        }
        all.setAll((ObjectNode) node);
        all.remove("<<");
        return all;
    }
}
