// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentauth.oauth.ErrorRule;
import io.agentauth.oauth.HttpAnswer;
import io.agentauth.oauth.Pointer;
import io.agentauth.providers.Catalogue;
import io.agentauth.providers.Provider;
import io.agentauth.upstream.UpstreamAnswer;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("R17: each provider's own errors")
class ProviderErrorsTest {
    private static final Set<String> REASONS =
            Set.of("user_revoked", "refresh_token_expired", "interaction_required", "scope_reduced");

    /** A rule of a provider, and what it is for. */
    private record Case(Provider provider, String list, ErrorRule rule) {
        @Override
        public String toString() {
            return provider.id() + " " + list + " " + rule.error();
        }
    }

    private static Stream<Case> cases() {
        return Catalogue.load().all().stream()
                .filter(provider -> provider.authTypes().contains("oauth2"))
                .flatMap(provider -> Stream.of(
                                cases(provider, "retry", provider.errors().retry()),
                                cases(provider, "config", provider.errors().config()),
                                cases(provider, "dead_grant", provider.errors().deadGrant()))
                        .flatMap(each -> each));
    }

    private static Stream<Case> cases(Provider provider, String list, List<ErrorRule> rules) {
        return rules.stream().map(rule -> new Case(provider, list, rule));
    }

    @ParameterizedTest
    @MethodSource("cases")
    @DisplayName("climb the ladder, blame the application, or end the grant, as its file says")
    void errorsAreWhatTheFileSays(Case one) {
        TokenOutcome outcome = outcome(one, 400);

        switch (one.list()) {
            case "retry" -> assertThat(outcome).isInstanceOf(TokenOutcome.Declined.class);
            case "config" -> assertThat(outcome).isInstanceOf(TokenOutcome.BlamesTheApp.class);
            default ->
                assertThat(outcome)
                        .isInstanceOfSatisfying(TokenOutcome.Refused.class, refused -> assertThat(refused.reason())
                                .isIn(REASONS)
                                .isEqualTo(
                                        one.rule().reason() == null
                                                ? refused.reason()
                                                : one.rule().reason()));
        }
        assertThat(outcome(one, 503)).as("with 503").isInstanceOf(TokenOutcome.Ambiguous.class);
        assertThat(outcome(one, 429)).as("with 429").isInstanceOf(TokenOutcome.RateLimited.class);
    }

    private static TokenOutcome outcome(Case one, int status) {
        Provider provider = one.provider();
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        put(body, provider.token().error().getFirst(), one.rule().error());
        if (one.rule().pointer() != null) {
            // A rule without a value is for any.
            put(
                    body,
                    one.rule().pointer(),
                    Objects.requireNonNullElse(one.rule().value(), "anything"));
        }
        Reading reading = new Reading(provider.answerToCode(), provider.errors(), provider.tooManyCalls());
        return reading.outcome(new UpstreamAnswer.Answered(HttpAnswer.json(status, body.toString(), Instant.EPOCH)));
    }

    /** Places {@code value} where {@code pointer} looks for it. */
    private static void put(JsonNode in, Pointer pointer, String value) {
        String[] steps = pointer.value().substring(1).split("/", -1);
        JsonNode at = in;
        for (int i = 0; i < steps.length; i++) {
            boolean last = i == steps.length - 1;
            JsonNode next = last
                    ? JsonNodeFactory.instance.textNode(value)
                    : steps[i + 1].matches("\\d+")
                            ? JsonNodeFactory.instance.arrayNode()
                            : JsonNodeFactory.instance.objectNode();
            at = at instanceof ArrayNode array ? element(array, next) : member((ObjectNode) at, steps[i], next);
        }
    }

    private static JsonNode element(ArrayNode array, JsonNode next) {
        if (array.isEmpty()) {
            array.add(next);
        }
        return array.get(0);
    }

    private static JsonNode member(ObjectNode object, String name, JsonNode next) {
        if (!object.has(name)) {
            object.set(name, next);
        }
        return object.get(name);
    }
}
