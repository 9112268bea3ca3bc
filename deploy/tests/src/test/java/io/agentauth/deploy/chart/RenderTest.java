// SPDX-License-Identifier: Apache-2.0
package io.agentauth.deploy.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.LintResult;
import io.agentauth.deploy.Yaml;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

class RenderTest {
    /** Of custom resources, no types are at hand: these are all their fields that the chart uses, from their references. */
    private static final Map<String, Set<String>> CUSTOM = Map.of(
            "ScaledObject",
            Set.of("scaleTargetRef", "minReplicaCount", "maxReplicaCount", "triggers"),
            "PodMonitor",
            Set.of("jobLabel", "selector", "podMetricsEndpoints"));

    @SuppressWarnings("unused") // by name
    static final List<String> VALUES = Chart.VALUES;

    static Stream<Arguments> matrix() {
        return Chart.VALUES.stream()
                .flatMap(values -> Chart.KUBERNETES.stream().map(version -> Arguments.of(values, version)));
    }

    @ParameterizedTest
    @FieldSource("VALUES")
    void itIsLintedStrictly(String values, @TempDir Path folder) throws IOException {
        LintResult result = Chart.lint(values, folder);

        assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("matrix")
    void everyFieldOfEveryObjectIsKnownToKubernetes(String values, String kubernetes) throws IOException {
        List<JsonNode> objects = Yaml.documents(Chart.text(values, kubernetes));

        assertThat(objects).hasSizeGreaterThan(20);
        for (JsonNode object : objects) {
            String kind = object.path("kind").asText();
            if (CUSTOM.containsKey(kind)) {
                assertThat(names(object.path("spec"))).isSubsetOf(CUSTOM.get(kind));
            } else {
                assertThat(Strict.unknownFields(Yaml.MAPPER.writeValueAsString(object)))
                        .as("%s", object.at("/metadata/name"))
                        .isEmpty();
            }
        }
    }

    @ParameterizedTest
    @FieldSource("VALUES")
    void noObjectIsThereTwiceAndNoVariableOrMountEither(String values) {
        assertThat(Chart.objects(values))
                .extracting(object -> object.path("kind").asText() + "/"
                        + object.at("/metadata/name").asText())
                .doesNotHaveDuplicates();
        Chart.objects(values, "Deployment").forEach(deployment -> {
            JsonNode container = deployment.at("/spec/template/spec/containers/0");
            assertThat(Yaml.each(container.path("env"))
                            .map(each -> each.path("name").asText()))
                    .doesNotHaveDuplicates();
            assertThat(Yaml.each(container.path("volumeMounts"))
                            .map(each -> each.path("name").asText()))
                    .doesNotHaveDuplicates()
                    .containsExactlyInAnyOrderElementsOf(Yaml.each(deployment.at("/spec/template/spec/volumes"))
                            .map(each -> each.path("name").asText())
                            .toList());
        });
    }

    @Test
    void aMisspeltFieldIsFound() {
        String deployment =
                """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: x}
                spec: {replicas: %s, template: {spec: {%s: true}}}
                """;

        assertThat(Strict.unknownFields(deployment.formatted("2", "hostNetwork")))
                .isEmpty();
        assertThat(Strict.unknownFields(deployment.formatted("2", "hostNetwrk")))
                .containsExactly(".spec.template.spec.hostNetwrk");
        assertThatThrownBy(() -> Strict.unknownFields(deployment.formatted("two", "hostNetwork")))
                .hasMessageContaining("two");
    }

    @ParameterizedTest
    @CsvSource({
        "publicUrl, http://auth.example.com, publicUrl",
        "publicUrl, https://auth.example.com/path, publicUrl",
        "database.host, '', host",
        "database.tls.mode, prefer, mode",
        "database.password, hunter2, password",
        "kafka.bootstrapServers, kafka, bootstrapServers",
        "kafka.tls.enabled, false, tls",
        "redis.hosts, redis://user:secret@redis:6379, hosts",
        "image.tag, latest, tag",
        "services.token-refresher.replicas, two, replicas",
        "services.token-refresher.keda.maxReplicas, 7, maxReplicas",
        "services.token-refresher.resources.limits, null, limits",
        "services.webhook-service.replicas, 1, webhook-service",
        "route.enabld, true, enabld",
        "networkPolicy.database, null, database",
        "egress.proxy, https://proxy:3128, proxy"
    })
    void aWrongValueIsRefusedByName(String key, String value, String named) {
        Object typed = Set.of("true", "false").contains(value)
                ? Boolean.valueOf(value)
                : value.matches("[0-9]+") ? Integer.valueOf(value) : value;

        assertThatThrownBy(() -> Chart.render("small", "1.34.0", Map.of(key, typed)))
                .hasMessageContaining(named);
    }

    /** A rule with an empty list of destinations lets every service out. */
    @ParameterizedTest
    @CsvSource({
        "networkPolicy.keyService, null, keyService",
        "networkPolicy.telemetry, null, telemetry",
        "keyService.keys.access-tokens, '', access-tokens"
    })
    void whatIsSwitchedOnHasItsPlace(String key, String value, String named) {
        assertThatThrownBy(() -> Chart.render("everything", "1.34.0", Map.of(key, value)))
                .hasMessageContaining(named);
    }

    @Test
    @DisplayName("two secrets of a service live while one is exchanged, each with its end")
    void twoSecretsOfAServiceLive() {
        String key = "agent-auth.identity.services.account-service.secret";
        String properties = Chart.object("everything", "ConfigMap", "connection-service")
                .at("/data")
                .path("application.properties")
                .asText();
        JsonNode peers = Yaml.each(Chart.object("everything", "Deployment", "connection-service")
                        .at("/spec/template/spec/volumes"))
                .filter(volume -> volume.path("name").asText().equals("peers"))
                .findFirst()
                .orElseThrow();

        assertThat(properties.lines())
                .contains(
                        key
                                + "-files=/run/agent-auth/peers/account-service,/run/agent-auth/peers/account-service-previous",
                        key + "s-expire-at=2027-03-01T00:00:00Z,2026-12-15T00:00:00Z")
                .noneMatch(line -> line.startsWith("agent-auth.identity.services.token-refresher.secrets-expire-at"));
        assertThat(Yaml.each(peers.at("/projected/sources"))
                        .filter(source -> source.at("/secret/optional").asBoolean())
                        .map(source -> source.at("/secret/items/0/key").asText() + " "
                                + source.at("/secret/items/0/path").asText()))
                .containsExactlyInAnyOrder(
                        "previous-service-secret callback-gateway-previous",
                        "previous-service-secret account-service-previous",
                        "previous-service-secret token-refresher-previous");
    }

    @Test
    void anOlderKubernetesIsRefused() {
        assertThatThrownBy(() -> Chart.render("small", "1.30.0", Map.of())).hasMessageContaining("kubeVersion");
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        for (Iterator<String> each = object.fieldNames(); each.hasNext(); ) {
            names.add(each.next());
        }
        return names;
    }
}
