// SPDX-License-Identifier: Apache-2.0
package io.agentauth.deploy.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentauth.deploy.ConfigKeys;
import io.agentauth.deploy.Product;
import io.agentauth.deploy.Yaml;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class PolicyTest {
    /** Read by the JVM and the C library, not by the services. */
    private static final Set<String> OF_THE_RUNTIME =
            Set.of("JAVA_TOOL_OPTIONS", "MALLOC_ARENA_MAX", "TRUST_STORE_PASSWORD");

    /** Read by io.agentauth.database.Migrate. */
    private static final Set<String> OF_THE_MIGRATION = Set.of(
            "DATABASE_URL_JDBC",
            "DATABASE_OWNER_USER",
            "DATABASE_OWNER_PASSWORD",
            "DATABASE_APP_USER",
            "DATABASE_WORKER_USER");

    private static final Pattern EXPRESSION = Pattern.compile("\\$\\{([A-Z_]+)}");

    @SuppressWarnings("unused") // by name
    static final List<String> VALUES = Chart.VALUES;

    private static Stream<JsonNode> pods(String values) {
        return Chart.objects(values).stream()
                .filter(object ->
                        Set.of("Deployment", "Job").contains(object.path("kind").asText()))
                .map(object -> object.at("/spec/template"));
    }

    @ParameterizedTest
    @FieldSource("VALUES")
    void everyPodIsRestrictedAndLimited(String values) {
        assertThat(pods(values)).hasSize(values.equals("plain") ? 4 : 7).allSatisfy(pod -> {
            JsonNode spec = pod.path("spec");
            assertThat(spec.path("automountServiceAccountToken").asText()).isEqualTo("false");
            assertThat(spec.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
            assertThat(spec.at("/securityContext/runAsUser").asInt()).isEqualTo(10001);
            assertThat(spec.at("/securityContext/fsGroup").asInt()).isEqualTo(10001);
            assertThat(spec.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
            assertThat(spec.path("containers")).hasSize(1);
            JsonNode container = spec.at("/containers/0");
            assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean())
                    .isTrue();
            assertThat(container.at("/securityContext/allowPrivilegeEscalation").asText())
                    .isEqualTo("false");
            assertThat(container.at("/securityContext/capabilities/drop/0").asText())
                    .isEqualTo("ALL");
            for (String quantity : List.of(
                    "/resources/limits/cpu",
                    "/resources/limits/memory",
                    "/resources/requests/cpu",
                    "/resources/requests/memory")) {
                assertThat(container.at(quantity).asText()).as(quantity).isNotEmpty();
            }
            assertThat(container.path("image").asText())
                    .matches("registry\\.example\\.com/agent-auth/[a-z-]+:0\\.1\\.0");
        });
    }

    /** Kubernetes would set a variable for every Service of the namespace: one named agent-auth-… is a key that no service knows, and it would not start. */
    @ParameterizedTest
    @FieldSource("VALUES")
    void noPodGetsVariablesForServices(String values) {
        assertThat(pods(values))
                .allSatisfy(pod ->
                        assertThat(pod.at("/spec/enableServiceLinks").asText()).isEqualTo("false"));
    }

    @ParameterizedTest
    @FieldSource("VALUES")
    void selectorsNeverChangeWithAVersion(String values) {
        for (String service : Product.SERVICES) {
            JsonNode deployment = Chart.object(values, "Deployment", service);
            JsonNode selector = deployment.at("/spec/selector/matchLabels");
            assertThat(selector).hasSize(2);
            assertThat(selector.path("app.kubernetes.io/name").asText()).isEqualTo(service);
            assertThat(selector.path("app.kubernetes.io/instance").asText()).isEqualTo(Chart.RELEASE);
            assertThat(Chart.object(values, "Service", service).at("/spec/selector"))
                    .isEqualTo(selector);
            assertThat(Chart.object(values, "PodDisruptionBudget", service).at("/spec/selector/matchLabels"))
                    .isEqualTo(selector);
        }
    }

    @ParameterizedTest
    @FieldSource("VALUES")
    void portsAreTheServicesOwnAndProbesAreOnTheManagementPort(String values) {
        for (String service : Product.SERVICES) {
            Properties own = Product.properties(service);
            JsonNode container = Chart.object(values, "Deployment", service).at("/spec/template/spec/containers/0");
            assertThat(container.at("/ports/0/containerPort").asText()).isEqualTo(own.getProperty("quarkus.http.port"));
            assertThat(container.at("/ports/1/containerPort").asText())
                    .isEqualTo(own.getProperty("quarkus.management.port"));
            JsonNode port = Chart.object(values, "Service", service).at("/spec/ports");
            assertThat(port).as("the management port is not served").hasSize(1);
            assertThat(port.at("/0/targetPort")).isEqualTo(container.at("/ports/0/name"));
            for (String probe : List.of("startup/started", "liveness/live", "readiness/ready")) {
                String[] names = probe.split("/", -1);
                JsonNode get = container.path(names[0] + "Probe").path("httpGet");
                assertThat(get.path("path").asText()).isEqualTo("/q/health/" + names[1]);
                assertThat(get.path("port").asText()).isEqualTo("management");
            }
        }
    }

    @ParameterizedTest
    @FieldSource("VALUES")
    void everySettingIsKnownToItsService(String values) throws IOException {
        for (String service : Product.SERVICES) {
            ConfigKeys known = ConfigKeys.of(service);
            Properties set = new Properties();
            set.load(new StringReader(Chart.object(values, "ConfigMap", service)
                    .at("/data/application.properties")
                    .asText()));
            assertThat(set.stringPropertyNames()).hasSizeGreaterThan(5).allMatch(known::know, "is a key of " + service);
            List<String> variables = variables(Chart.object(values, "Deployment", service));
            String text = Chart.object(values, "ConfigMap", service)
                    .at("/data/application.properties")
                    .asText();
            assertThat(variables)
                    .filteredOn(name -> !OF_THE_RUNTIME.contains(name) && !text.contains("${" + name + "}"))
                    .allMatch(known::knowVariable, "is a variable of " + service);
            assertThat(EXPRESSION.matcher(text).results().map(found -> found.group(1)))
                    .isSubsetOf(variables);
        }
    }

    @Test
    void aMigrationGetsTheOwnersWayInAndNothingElse() {
        List<JsonNode> jobs = Chart.objects("small", "Job").toList();

        assertThat(jobs).hasSize(3).allSatisfy(job -> {
            assertThat(variables(job)).containsExactlyInAnyOrderElementsOf(OF_THE_MIGRATION);
            assertThat(job.path("metadata")
                            .path("annotations")
                            .path(Chart.SHOWN_HOOK)
                            .asText())
                    .isEqualTo("pre-install,pre-upgrade");
        });
        assertThat(Chart.text("small", "1.34.0").lines().filter(line -> line.contains("name: DATABASE_OWNER_PASSWORD")))
                .hasSize(3);
    }

    @Test
    void secretsAreNamedAndNeverWritten() {
        for (String values : Chart.VALUES) {
            assertThat(Chart.objects(values, "Secret")).isEmpty();
            assertThat(Chart.objects(values, "Deployment")
                            .flatMap(each -> Yaml.each(each.at("/spec/template/spec/containers/0/env"))))
                    .filteredOn(variable -> variable.path("name").asText().matches(".*(PASSWORD|SECRET|JAAS_CONFIG).*"))
                    .allMatch(variable ->
                            variable.at("/valueFrom/secretKeyRef/key").isTextual()
                                    && variable.path("value").isMissingNode());
        }
    }

    @Test
    void eachServiceSeesItsOwnSecretsOnly() {
        for (String service : Product.SERVICES) {
            String pod = Chart.object("small", "Deployment", service)
                    .at("/spec/template/spec")
                    .toString();
            assertThat(pod.contains("agent-auth-access-tokens"))
                    .isEqualTo(Set.of("account-service", "token-refresher").contains(service));
            assertThat(pod.contains("installation-key")).isEqualTo(service.equals("connection-service"));
            assertThat(pod.contains("wrapping-key")).isEqualTo(Product.OWNERS.contains(service));
            assertThat(pod.contains("-owner")).as("the owner's password").isFalse();
        }
    }

    @Test
    void keysOfEnvironmentsAreWrittenByOneServiceReadByTwoMoreAndUnknownToTheDoor() {
        String folder = "/run/agent-auth/environment-keys";
        for (String service : Product.SERVICES) {
            JsonNode pod = Chart.object("everything", "Deployment", service).at("/spec/template/spec");
            List<String> mounts = Yaml.each(pod.at("/containers/0/volumeMounts"))
                    .filter(mount -> mount.path("mountPath").asText().equals(folder))
                    .map(mount -> mount.path("readOnly").asText())
                    .toList();
            String properties =
                    Chart.object("everything", "ConfigMap", service).at("/data").toString();

            assertThat(mounts)
                    .as(service)
                    .isEqualTo(
                            Product.OWNERS.contains(service)
                                    ? List.of(service.equals("connection-service") ? "false" : "true")
                                    : List.of());
            assertThat(properties.contains("agent-auth.key-service.environment-keys-folder=" + folder))
                    .as(service)
                    .isEqualTo(Product.OWNERS.contains(service));
            assertThat(pod.toString().contains("\"claimName\":\"environment-keys\""))
                    .isEqualTo(Product.OWNERS.contains(service));
            assertThat(Chart.object("small", "Deployment", service).toString()).doesNotContain("environment-keys");
        }
    }

    @Test
    void replicasAreLeftToWhoeverScales() {
        assertThat(Chart.object("everything", "Deployment", "connection-service")
                        .at("/spec/replicas")
                        .asInt())
                .isEqualTo(2);
        assertThat(Chart.objects("everything", "HorizontalPodAutoscaler")).hasSize(1);
        assertThat(Chart.objects("everything", "ScaledObject")).hasSize(2);
        assertThat(Chart.object("everything", "Deployment", "token-refresher")
                        .at("/spec/replicas")
                        .isMissingNode())
                .isTrue();
    }

    private static List<String> variables(JsonNode workload) {
        return Yaml.each(workload.at("/spec/template/spec/containers/0/env"))
                .map(variable -> variable.path("name").asText())
                .toList();
    }
}
