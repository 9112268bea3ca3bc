// SPDX-License-Identifier: Apache-2.0
package io.agentauth.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The AsyncAPI document and the README's table of events: what the records say, beside {@code asyncapi/head.yaml} and {@code asyncapi/events.yaml}.
 *
 * @see <a href="https://www.asyncapi.com/docs/reference/specification/v3.0.0">AsyncAPI 3.0.0</a>
 */
final class AsyncApi {
    static final ObjectMapper YAML = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .build();

    private static final Path SOURCES = Path.of("src/test/resources/asyncapi");
    private static final String NOTICE =
            "# SPDX-License-Identifier: Apache-2.0\n# Written by AsyncApiTest of libs/events, from the event records. Do not edit.\n";

    private AsyncApi() {}

    /** An event and what is said about it. */
    record Told(Class<? extends AgentAuthEvent> type, String by, String summary) {
        String title() {
            return type.getSimpleName();
        }

        String name() {
            return EventTypes.nameOf(type);
        }

        Topic topic() {
            return Samples.of(type).topic();
        }
    }

    static String document() throws Exception {
        ObjectNode document =
                (ObjectNode) YAML.readTree(SOURCES.resolve("head.yaml").toFile());
        List<Told> events = told();
        ObjectNode components = (ObjectNode) document.remove("components");
        ObjectNode operations = document.putObject("operations");
        for (Topic topic : Topic.values()) {
            channel(document, topic, events);
            operation(operations, topic);
        }
        ObjectNode messages = components.putObject("messages");
        for (Told event : events) {
            message(messages.putObject(event.title()), event);
        }
        document.set("components", components);
        return NOTICE + YAML.writeValueAsString(document);
    }

    /** Rows of a table: event, topic, who says it, meaning. */
    static String table() throws IOException {
        StringBuilder table = new StringBuilder("| event | topic | said by | means |\n|---|---|---|---|\n");
        for (Told event : told()) {
            table.append("| `%s` | %s | %s | %s |\n"
                    .formatted(event.name(), id(event.topic()), event.by(), event.summary()));
        }
        return table.toString();
    }

    static List<Told> told() throws IOException {
        List<Told> told = new ArrayList<>();
        JsonNode written = YAML.readTree(SOURCES.resolve("events.yaml").toFile());
        written.properties()
                .forEach(event -> told.add(new Told(
                        type(event.getKey()),
                        event.getValue().path("by").asText(),
                        event.getValue().path("summary").asText())));
        return told;
    }

    private static Class<? extends AgentAuthEvent> type(String title) {
        return EventTypes.all().stream()
                .filter(type -> type.getSimpleName().equals(title))
                .findFirst()
                .orElseThrow(() -> new AssertionError("events.yaml tells of " + title + ", which is no event"));
    }

    private static void channel(ObjectNode document, Topic topic, List<Told> events) {
        ObjectNode channel = (ObjectNode) document.at("/channels/" + id(topic));
        channel.put("address", topic.topicName());
        ObjectNode messages = channel.putObject("messages");
        events.stream().filter(event -> event.topic() == topic).forEach(event -> messages.putObject(event.title())
                .put("$ref", message(event)));
        ObjectNode kafka = channel.putObject("bindings").putObject("kafka");
        kafka.put("topic", topic.topicName()).put("partitions", topic.partitions());
        ObjectNode configuration = kafka.putObject("topicConfiguration");
        configuration.putArray("cleanup.policy").add(topic.configs().get("cleanup.policy"));
        configuration.put("retention.ms", Long.parseLong(topic.configs().get("retention.ms")));
        kafka.put("bindingVersion", "0.5.0");
    }

    private static void operation(ObjectNode operations, Topic topic) {
        ObjectNode operation = operations.putObject("publish" + capitalised(id(topic)));
        operation.put("action", "send");
        operation.putObject("channel").put("$ref", "#/channels/" + id(topic));
    }

    private static void message(ObjectNode message, Told event) throws Exception {
        message.put("name", event.name());
        message.put("title", event.title());
        message.put("summary", event.summary() + " Said by " + event.by() + ".");
        ArrayNode traits = message.putArray("traits");
        traits.addObject().put("$ref", "#/components/messageTraits/event");
        ObjectNode payload = Schemas.within(event.type());
        message.set("payload", payload);
        ObjectNode kafka = message.putObject("bindings").putObject("kafka");
        kafka.set("key", payload.at("/properties/" + keyOf(event.topic())).deepCopy());
        kafka.put("bindingVersion", "0.5.0");
        message.putArray("examples")
                .addObject()
                .set("payload", YAML.readTree(EventCodec.toJson(Samples.of(event.type()))));
    }

    private static String keyOf(Topic topic) {
        return switch (topic) {
            case ENVIRONMENTS -> "environment_id";
            case CONNECTIONS -> "connection_id";
            case ACCOUNTS, ACCESS -> "account_id";
        };
    }

    private static String message(Told event) {
        return "#/components/messages/" + event.title();
    }

    private static String id(Topic topic) {
        return topic.name().toLowerCase(Locale.ROOT);
    }

    private static String capitalised(String word) {
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }

    /** Keeps what is made in a file that is committed, or shows that the file is old. */
    static String kept(Path file, String now) throws IOException {
        if (Boolean.getBoolean("contract.update")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, now);
        }
        return Files.readString(file);
    }
}
