// SPDX-License-Identifier: Apache-2.0
package io.agentauth.deploy.example;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentauth.deploy.Product;
import io.agentauth.deploy.Yaml;
import io.agentauth.events.Topic;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OperatorsTest {
    private static final Pattern READS =
            Pattern.compile("Set<Topic> topics\\(\\) \\{\\s*return (?:EnumSet|Set)\\.of\\(([^)]*)\\)");
    private static final Pattern GROUP =
            Pattern.compile("public String consumer\\(\\) \\{\\s*return (?:\"([^\"]+)\"|[A-Z_]+);");

    private static Stream<JsonNode> strimzi(String kind) {
        return Yaml.documents(Product.text(Product.file("deploy/examples/operators/strimzi.yaml"))).stream()
                .filter(object -> kind.equals(object.path("kind").asText()));
    }

    @Test
    void topicsAreAsTheServicesWouldCreateThem() {
        Map<String, JsonNode> topics = strimzi("KafkaTopic")
                .collect(Collectors.toMap(topic -> topic.at("/spec/topicName").asText(), topic -> topic.path("spec")));

        for (Topic topic : Topic.values()) {
            JsonNode spec = topics.remove(topic.topicName());
            assertThat(spec.path("partitions").asInt()).isEqualTo(topic.partitions());
            Map<String, String> configs = new HashMap<>();
            spec.path("config")
                    .properties()
                    .forEach(config ->
                            configs.put(config.getKey(), config.getValue().asText()));
            assertThat(configs).isEqualTo(topic.configs());
        }
        String journal = Product.text(
                Product.file("token-refresher/src/main/java/io/agentauth/refresher/journal/JournalTopic.java"));
        JsonNode spec = topics.remove("token-journal");
        assertThat(journal)
                .contains(
                        "NAME = \"token-journal\"",
                        "PARTITIONS = " + spec.path("partitions").asInt());
        spec.path("config").properties().forEach(config -> assertThat(journal)
                .contains("\"" + config.getKey() + "\", \"" + config.getValue().asText() + "\""));
        assertThat(topics).isEmpty();
    }

    @Test
    void eachServiceMayReadWhatItsSubscribersRead() {
        for (String service : Product.OWNERS) {
            assertThat(allowed(service, "Read")).isEqualTo(readBy(service));
            assertThat(allowed(service, "Describe"))
                    .as("each service looks for all topics")
                    .contains("agent-auth.");
        }
    }

    @Test
    void nobodyElseTouchesTheJournal() {
        assertThat(Product.OWNERS.stream().filter(service -> acls(service).contains("token-journal")))
                .containsExactly("token-refresher");
    }

    /** account-service alone hands tokens out; connection-service alone owns environments. */
    @Test
    void eachServiceMayWriteItsOwnTopics() {
        assertThat(allowed("connection-service", "Write"))
                .containsExactly("agent-auth.connections.v1", "agent-auth.environments.v1");
        assertThat(allowed("account-service", "Write"))
                .containsExactly("agent-auth.access.v1", "agent-auth.accounts.v1");
        assertThat(allowed("token-refresher", "Write"))
                .containsExactly("agent-auth.accounts.v1", "agent-auth.connections.v1", "token-journal");
    }

    @Test
    void groupsAreNamedByTheirService() {
        Map<String, String> groups = new TreeMap<>();
        for (String service : Product.OWNERS) {
            Product.sources(service).forEach(source -> {
                var group = GROUP.matcher(Product.text(source));
                if (group.find() && group.group(1) != null) {
                    groups.put(group.group(1), service);
                }
            });
        }

        assertThat(groups).hasSizeGreaterThan(4).allSatisfy((group, service) -> assertThat(group)
                .startsWith(service + "."));
    }

    private static Set<String> readBy(String service) {
        Set<String> topics = new TreeSet<>();
        Product.sources(service).forEach(source -> {
            var reads = READS.matcher(Product.text(source));
            if (reads.find()) {
                Stream.of(reads.group(1).split(","))
                        .map(name -> Topic.valueOf(name.strip().replace("Topic.", ""))
                                .topicName())
                        .forEach(topics::add);
            }
        });
        if (service.equals("token-refresher")) {
            topics.add("token-journal");
        }
        return topics;
    }

    private static Set<String> allowed(String service, String operation) {
        return user(service)
                .filter(acl -> "topic".equals(acl.at("/resource/type").asText()))
                .filter(acl -> Yaml.each(acl.path("operations"))
                        .anyMatch(each -> each.asText().equals(operation)))
                .map(acl -> acl.at("/resource/name").asText())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String acls(String service) {
        return user(service).map(JsonNode::toString).collect(Collectors.joining());
    }

    private static Stream<JsonNode> user(String service) {
        List<JsonNode> users = strimzi("KafkaUser")
                .filter(user -> ("agent-auth-" + service)
                        .equals(user.at("/metadata/name").asText()))
                .toList();
        assertThat(users).hasSize(1);
        return Yaml.each(users.getFirst().at("/spec/authorization/acls"));
    }
}
