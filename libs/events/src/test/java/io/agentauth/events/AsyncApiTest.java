// SPDX-License-Identifier: Apache-2.0
package io.agentauth.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * docs/events/asyncapi.yaml is what the records say, and holds together. After a change of the contract run the tests once with
 * {@code -Dcontract.update=true}.
 */
class AsyncApiTest {
    private static final Path DOCS = Path.of("../../docs/events");
    private static final String TABLE_BEGINS = "<!-- events: written by AsyncApiTest -->\n";
    private static final String TABLE_ENDS = "<!-- end of events -->";

    private static JsonNode document;

    @BeforeAll
    static void read() throws Exception {
        Path file = DOCS.resolve("asyncapi.yaml");
        AsyncApi.kept(file, AsyncApi.document());
        document = AsyncApi.YAML.readTree(file.toFile());
    }

    @Test
    void theDocumentIsWhatTheRecordsSay() throws Exception {
        assertThat(DOCS.resolve("asyncapi.yaml")).content().isEqualTo(AsyncApi.document());
    }

    @Test
    void theReadmesTableIsWhatTheDocumentSays() throws Exception {
        Path readme = DOCS.resolve("README.md");
        String text = Files.readString(readme);
        assertThat(text).contains(TABLE_BEGINS, TABLE_ENDS);
        int begin = text.indexOf(TABLE_BEGINS) + TABLE_BEGINS.length();
        int end = text.indexOf(TABLE_ENDS);
        String now = text.substring(0, begin) + AsyncApi.table() + text.substring(end);

        assertThat(AsyncApi.kept(readme, now)).isEqualTo(now);
    }

    @Test
    void itHasTheMembersOfAsyncApi3() {
        assertThat(document.path("asyncapi").asText()).isEqualTo("3.0.0");
        assertThat(document.at("/info/title").asText()).isNotEmpty();
        assertThat(document.at("/info/version").asText()).isNotEmpty();
        assertThat(names(document))
                .containsExactlyInAnyOrder(
                        "asyncapi",
                        "id",
                        "info",
                        "defaultContentType",
                        "servers",
                        "channels",
                        "operations",
                        "components");
        document.path("servers").forEach(server -> assertThat(names(server)).contains("host", "protocol"));
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        List<String> references = new ArrayList<>();
        collect(document, references);

        assertThat(references).hasSizeGreaterThan(2 * EventTypes.all().size()).allSatisfy(reference -> {
            assertThat(reference).startsWith("#/");
            assertThat(document.at(reference.substring(1)).isMissingNode())
                    .as(reference)
                    .isFalse();
        });
    }

    @Test
    void everyTopicIsAChannelWithAnOperationThatSendsToIt() {
        Map<String, JsonNode> channels = members("/channels");

        assertThat(channels.values())
                .extracting(channel -> channel.path("address").asText())
                .containsExactlyInAnyOrderElementsOf(
                        List.of(Topic.values()).stream().map(Topic::topicName).toList());
        assertThat(members("/operations").values())
                .allSatisfy(operation ->
                        assertThat(operation.path("action").asText()).isEqualTo("send"));
        assertThat(members("/operations").values())
                .extracting(operation -> operation.at("/channel/$ref").asText())
                .containsExactlyInAnyOrderElementsOf(
                        channels.keySet().stream().map(id -> "#/channels/" + id).toList());
    }

    @Test
    void everyEventIsAMessageOfOneChannelAndOfTheRightOne() throws IOException {
        Map<String, String> channelOf = new TreeMap<>();
        members("/channels").values().forEach(channel -> channel.path("messages")
                .forEach(message -> assertThat(channelOf.put(
                                message.path("$ref").asText(),
                                channel.path("address").asText()))
                        .isNull()));

        assertThat(AsyncApi.told())
                .extracting(AsyncApi.Told::type)
                .containsExactlyInAnyOrderElementsOf(EventTypes.all());
        assertThat(channelOf)
                .containsExactlyInAnyOrderEntriesOf(EventTypes.all().stream()
                        .collect(Collectors.toMap(
                                type -> "#/components/messages/" + type.getSimpleName(),
                                type -> Samples.of(type).topic().topicName())));
    }

    @Test
    void everyMessagesPayloadIsASchemaThatItsExampleFulfils() {
        JsonSchema metaSchema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
                .getSchema(com.networknt.schema.SchemaLocation.of("http://json-schema.org/draft-07/schema#"));

        members("/components/messages").forEach((title, message) -> {
            JsonNode payload = message.path("payload");
            assertThat(metaSchema.validate(payload)).as(title).isEmpty();
            JsonSchema schema = schema(payload);
            assertThat(message.path("examples")).isNotEmpty();
            message.path("examples").forEach(example -> assertThat(schema.validate(example.path("payload")))
                    .as(title)
                    .isEmpty());
            assertThat(schema.validate(new ObjectMapper().createObjectNode()))
                    .as("nothing is no " + title)
                    .isNotEmpty();
            assertThat(payload.path("properties").properties())
                    .as("the key is the id of what it is about")
                    .anySatisfy(member -> assertThat(member.getValue()).isEqualTo(message.at("/bindings/kafka/key")));
        });
    }

    @Test
    void theAttributesAreThoseOfThePublishedEvent() {
        JsonSchema headers = schema(document.at("/components/messageTraits/event/headers"));
        Map<String, String> written = EventCodec.headers(new PublishedEvent(
                new io.agentauth.ids.EventId(Samples.uuid(21)),
                Samples.TIME,
                "/agent-auth/account-service",
                Samples.of(AccountPaused.class).key(),
                7,
                new io.agentauth.ids.EventId(Samples.uuid(22)),
                Samples.of(AccountPaused.class)));
        // The one that is of the publication, not of the event.
        written.put(EventCodec.CE_TRACEPARENT, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

        assertThat(headers.validate(new ObjectMapper().valueToTree(written))).isEmpty();
        assertThat(names(document.at("/components/messageTraits/event/headers/properties")))
                .isEqualTo(written.keySet());
        assertThat(headers.validate(new ObjectMapper().valueToTree(Map.of("ce_id", "evt_1"))))
                .isNotEmpty();
    }

    private static JsonSchema schema(JsonNode schema) {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(schema);
    }

    private static Map<String, JsonNode> members(String pointer) {
        Map<String, JsonNode> members = new TreeMap<>();
        document.at(pointer).properties().forEach(member -> members.put(member.getKey(), member.getValue()));
        assertThat(members).as(pointer).isNotEmpty();
        return members;
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new HashSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static void collect(JsonNode node, List<String> references) {
        if (node.path("$ref").isTextual()) {
            references.add(node.path("$ref").asText());
        }
        StreamSupport.stream(node.spliterator(), false).forEach(member -> collect(member, references));
    }
}
