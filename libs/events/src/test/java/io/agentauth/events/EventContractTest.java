// SPDX-License-Identifier: Apache-2.0
package io.agentauth.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agentauth.ids.AccountId;
import io.agentauth.ids.ApiKeyId;
import io.agentauth.ids.AuthorizationId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.ids.EventId;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The contract does not change by accident. After an additive change run the tests once with {@code -Dcontract.update=true} and review
 * what changed in the golden samples and schemas.
 */
class EventContractTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final Path SCHEMAS = Path.of("src/main/resources/io/agentauth/events/schema");
    private static final Set<Class<?>> HARMLESS = Set.of(
            EnvironmentId.class,
            ConnectionId.class,
            AccountId.class,
            AuthorizationId.class,
            ApiKeyId.class,
            Actor.class,
            Instant.class,
            long.class);
    private static final Set<String> WORDS = Set.of("provider", "slot", "status", "reason", "identifierType");

    static Collection<Class<? extends AgentAuthEvent>> types() {
        return EventTypes.all();
    }

    @ParameterizedTest
    @MethodSource("types")
    void everyEventIsWrittenAsItsGoldenSampleAndReadBack(Class<? extends AgentAuthEvent> type) throws Exception {
        AgentAuthEvent event = Samples.of(type);
        String json = EventCodec.toJson(event);

        assertThat(json + "\n").isEqualTo(kept(GOLDEN.resolve(event.type() + ".json"), json + "\n"));
        assertThat(EventCodec.fromJson(event.type(), json)).hasValue(event);
    }

    @ParameterizedTest
    @MethodSource("types")
    void everyEventHasItsSchema(Class<? extends AgentAuthEvent> type) throws Exception {
        String schema = Schemas.of(type);

        assertThat(schema).isEqualTo(kept(SCHEMAS.resolve(EventTypes.nameOf(type) + ".json"), schema));
    }

    @Test
    void noGoldenSampleOrSchemaIsLeftOfATypeThatIsGone() throws Exception {
        Set<String> expected =
                types().stream().map(type -> EventTypes.nameOf(type) + ".json").collect(Collectors.toSet());

        for (Path folder : Set.of(GOLDEN, SCHEMAS)) {
            try (Stream<Path> files = Files.list(folder)) {
                assertThat(files.map(file -> file.getFileName().toString()))
                        .containsExactlyInAnyOrderElementsOf(expected);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    @DisplayName("G3, G4: no event has a field for a secret or for a person's data")
    void noEventCanCarryASecretOrAPersonsData(Class<? extends AgentAuthEvent> type) {
        for (RecordComponent component : type.getRecordComponents()) {
            boolean word = component.getType() == String.class && WORDS.contains(component.getName());
            assertThat(word || HARMLESS.contains(component.getType()))
                    .as(component.toString())
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ada@example.org",
                "Ada Lovelace",
                "The token has been revoked.",
                "ya29.A0ARrdaM-k9Vq7GzY2pL4m",
                "0123456789012345678901234567890123456789x",
            })
    @DisplayName("G3: a word of an event is no place for what somebody typed")
    void aWordIsNoPlaceForWhatSomebodyTyped(String text) {
        assertThatThrownBy(() -> new ConnectionSuspended(
                        new EnvironmentId(Samples.uuid(11)), new ConnectionId(Samples.uuid(12)), "emulated", 1, text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("reason");
    }

    @Test
    void everyDocumentedEventExists() {
        assertThat(types())
                .extracting(Class::getSimpleName)
                .contains(
                        "EnvironmentCreated", "EnvironmentDeleted", "ApiKeyCreated", "ApiKeyRevoked", "ProviderChanged")
                .contains(
                        "ConnectionCreated",
                        "ConnectionUpdated",
                        "ConnectionDeleted",
                        "ConnectionSuspended",
                        "ConnectionResumed")
                .contains(
                        "AccountCreated",
                        "AccountUpdated",
                        "AuthorizationStarted",
                        "AuthorizationCompleted",
                        "AuthorizationFailed")
                .contains("AccountActivated", "AccountPaused", "AccountResumed", "AccountExpired", "AccountRevoked")
                .contains("AccountDisconnected", "AccountDeleted", "TokenExpiring", "TokenExchanged", "TokenRefreshed")
                .contains("TokenRefreshFailed", "RevocationFinished");
        assertThat(EventTypes.find("agent-auth.account-created.v1")).hasValue(AccountCreated.class);
    }

    @ParameterizedTest
    @MethodSource("types")
    void headersAndDataMakeTheSameEventAgain(Class<? extends AgentAuthEvent> type) {
        PublishedEvent event = published(Samples.of(type));

        assertThat(decode(EventCodec.headers(event), EventCodec.toJson(event.data())))
                .isEqualTo(new EventCodec.Decoded.Event(event));
    }

    @Test
    void membersOfALaterReleaseAreIgnored() {
        PublishedEvent event = published(Samples.of(AccountPaused.class));
        String later = EventCodec.toJson(event.data()).replaceFirst("\\{", "{\"of_a_later_release\":{\"x\":1},");

        assertThat(decode(EventCodec.headers(event), later)).isEqualTo(new EventCodec.Decoded.Event(event));
    }

    @Test
    void aTypeOfALaterReleaseIsToBeSkipped() {
        Map<String, String> headers = headers();
        headers.put(EventCodec.CE_TYPE, "agent-auth.account-cloned.v1");

        assertThat(decode(headers, "{}")).isInstanceOf(EventCodec.Decoded.UnknownType.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ce_id", "ce_type", "ce_source", "ce_specversion", "ce_time", "ce_subject", "ce_sequence"})
    void withoutARequiredAttributeItIsNoEvent(String attribute) {
        Map<String, String> headers = headers();
        headers.remove(attribute);

        assertThat(decode(headers, EventCodec.toJson(Samples.of(AccountPaused.class))))
                .isInstanceOf(EventCodec.Decoded.Undecodable.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hush", "{}", "[]", "null", "{\"environment_id\":\"hush\"}"})
    @DisplayName("G4: data that is no event is not quoted")
    void dataOfAnotherShapeIsNoEventAndIsNotQuoted(String data) {
        assertThat(decode(headers(), data))
                .isInstanceOfSatisfying(
                        EventCodec.Decoded.Undecodable.class,
                        undecodable -> assertThat(undecodable.reason()).doesNotContain("hush"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"environment_id", "account_id", "connection_id", "provider", "generation", "version", "actor"})
    void dataWithoutARequiredMemberIsNoEvent(String member) {
        String data = EventCodec.toJson(Samples.of(AccountPaused.class)).replace("\"" + member + "\"", "\"another\"");

        assertThat(decode(headers(), data)).isInstanceOf(EventCodec.Decoded.Undecodable.class);
    }

    @Test
    void aSubjectThatIsNotTheDatasIsNoEvent() {
        Map<String, String> headers = headers();
        headers.put(EventCodec.CE_SUBJECT, "acc_01h455vb4pex5vsknk084sn02q");

        assertThat(decode(headers, EventCodec.toJson(Samples.of(AccountPaused.class))))
                .isEqualTo(new EventCodec.Decoded.Undecodable("the subject is not what the data is about"));
    }

    private static Map<String, String> headers() {
        return new HashMap<>(EventCodec.headers(published(Samples.of(AccountPaused.class))));
    }

    private static EventCodec.Decoded decode(Map<String, String> headers, String data) {
        return EventCodec.decode(headers, data.getBytes(UTF_8));
    }

    private static PublishedEvent published(AgentAuthEvent event) {
        return new PublishedEvent(
                new EventId(Samples.uuid(21)),
                Samples.TIME,
                "/agent-auth/account-service",
                event.key(),
                7,
                new EventId(Samples.uuid(22)),
                event);
    }

    private static String kept(Path file, String now) throws Exception {
        if (Boolean.getBoolean("contract.update")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, now);
        }
        return Files.readString(file);
    }
}
