// SPDX-License-Identifier: Apache-2.0
package io.agentauth.deploy.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentauth.deploy.Product;
import io.agentauth.deploy.Yaml;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The network policies draw exactly the arrows that the services' own doors allow. */
class ArrowsTest {
    private static final Pattern ALLOWED = Pattern.compile("@AllowedServices\\(([^)]*)\\)");
    private static final Pattern NAMED = Pattern.compile("ServiceName\\.([A-Z_]+)");

    /** Who calls whom, from each service's {@code @AllowedServices}. */
    private static Set<String> ofTheDoors() {
        Set<String> arrows = new TreeSet<>();
        for (String callee : Product.OWNERS) {
            Product.sources(callee).forEach(source -> {
                Matcher allowed = ALLOWED.matcher(Product.text(source));
                while (allowed.find()) {
                    Matcher named = NAMED.matcher(allowed.group(1));
                    while (named.find()) {
                        String caller = named.group(1).toLowerCase(Locale.ROOT).replace('_', '-');
                        if (!caller.equals(callee)) {
                            arrows.add(caller + " -> " + callee);
                        }
                    }
                }
            });
        }
        return arrows;
    }

    @ParameterizedTest
    @ValueSource(strings = {"small", "everything"})
    void betweenTheServices(String values) {
        Set<String> in = new TreeSet<>();
        Set<String> out = new TreeSet<>();
        for (String service : Product.SERVICES) {
            JsonNode policy = Chart.object(values, "NetworkPolicy", service);
            services(policy.path("spec").path("ingress"), "from").forEach(caller -> in.add(caller + " -> " + service));
            services(policy.path("spec").path("egress"), "to").forEach(callee -> out.add(service + " -> " + callee));
        }

        assertThat(ofTheDoors()).hasSize(9);
        assertThat(in).isEqualTo(ofTheDoors());
        assertThat(out).isEqualTo(ofTheDoors());
    }

    @Test
    @DisplayName("D11: token-refresher alone leaves the house, and no rule is without a destination")
    void tokenRefresherAloneLeavesTheHouse() {
        for (String service : Product.SERVICES) {
            JsonNode egress = Chart.object("small", "NetworkPolicy", service).at("/spec/egress");
            assertThat(egress.toString().contains("0.0.0.0/0")).isEqualTo(service.equals("token-refresher"));
            JsonNode more = Chart.object("everything", "NetworkPolicy", service).at("/spec/egress");
            assertThat(List.of(egress, more))
                    .as("a rule without a destination lets everything out")
                    .allSatisfy(rules -> assertThat(rules)
                            .allMatch(rule -> !rule.path("to").isEmpty()
                                    && !rule.path("ports").isEmpty()));
        }
    }

    @Test
    void ownersReachTheirDatabaseAndKafkaAndTwoReachRedis() {
        for (String service : Product.SERVICES) {
            List<Integer> ports = Yaml.each(
                            Chart.object("small", "NetworkPolicy", service).at("/spec/egress"))
                    .flatMap(rule -> Yaml.each(rule.path("ports")))
                    .map(port -> port.path("port").asInt())
                    .toList();
            assertThat(ports.contains(5432)).isEqualTo(Product.OWNERS.contains(service));
            assertThat(ports.contains(9093)).isEqualTo(Product.OWNERS.contains(service));
            assertThat(ports.contains(6379))
                    .isEqualTo(Product.properties(service).containsKey("quarkus.redis.hosts"));
            assertThat(ports).contains(53);
        }
    }

    @Test
    void theDoorIsOpenToTheGatewayAndTheOthersToNobodyOutside() {
        for (String service : Product.SERVICES) {
            JsonNode ingress = Chart.object("small", "NetworkPolicy", service).at("/spec/ingress");
            assertThat(ingress.toString().contains("namespaceSelector")).isEqualTo(service.equals("callback-gateway"));
            assertThat(ingress).allMatch(rule -> !rule.path("from").isEmpty());
        }
    }

    @Test
    @DisplayName("D11: what no policy allows is denied to every pod")
    void whatIsNotDrawnIsDenied() {
        JsonNode policy = Chart.object("small", "NetworkPolicy", "nothing-else");

        assertThat(policy.at("/spec/podSelector/matchLabels")).hasSize(2);
        assertThat(policy.at("/spec/policyTypes")).hasSize(2);
        assertThat(policy.at("/spec/ingress").isMissingNode()).isTrue();
        assertThat(policy.at("/spec/egress").isMissingNode()).isTrue();
        Chart.objects("small", "Deployment").forEach(deployment -> policy.at("/spec/podSelector/matchLabels")
                .properties()
                .forEach(label -> assertThat(
                                deployment.at("/spec/template/metadata/labels").path(label.getKey()))
                        .isEqualTo(label.getValue())));
    }

    private static List<String> services(JsonNode rules, String direction) {
        return Yaml.each(rules)
                .flatMap(rule -> Yaml.each(rule.path(direction)))
                .map(peer -> peer.at("/podSelector/matchLabels/app.kubernetes.io~1name")
                        .asText())
                .filter(Product.SERVICES::contains)
                .toList();
    }
}
