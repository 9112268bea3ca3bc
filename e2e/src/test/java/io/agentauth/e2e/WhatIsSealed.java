// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentauth.e2e.support.Application;
import io.agentauth.localstack.api.Api;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The operator's emergency stop, on every replica. */
abstract class WhatIsSealed {
    private static final int ASKED = 20;
    private static final Duration SOON = Duration.ofSeconds(30);

    @Test
    @DisplayName(
            "F11: sealed, no replica hands out, renews or exchanges anything; unsealed, everything goes on as before")
    void noReplicaOpensAnything() {
        Application application = Application.strict(TwoOfEverythingIT.stack());
        String account = application.connected("sealed");
        String before = application.token(account);
        Api operator = new Api(
                TwoOfEverythingIT.stack().baseUrl(), TwoOfEverythingIT.stack().installationKey());
        long presented = refreshes(application);

        Api.require(operator.post("/v1/seal", Map.of("reason", "a drill")));
        try {
            await("every replica has heard").atMost(SOON).until(() -> answers(application, account)
                    .allMatch("sealed"::equals));
            assertThat(answers(application, account)).containsOnly("sealed");
            assertThat(application.refresh(account).text("code")).isEqualTo("sealed");
            assertThat(refreshes(application)).isEqualTo(presented);
            assertThat(application.status(account)).isEqualTo("active");
        } finally {
            Api.require(operator.post("/v1/unseal", Map.of("reason", "the drill is over")));
        }
        await("every replica has heard").atMost(SOON).until(() -> answers(application, account)
                .noneMatch("sealed"::equals));
        assertThat(application.token(account)).isEqualTo(before);
        assertThat(application.refresh(account).status()).isEqualTo(200);
    }

    @Test
    @DisplayName("F6: the keysets are exchanged while tokens are read, and what was sealed before still opens")
    void keysetsAreExchangedWhileTokensAreRead() {
        Application application = Application.strict(TwoOfEverythingIT.stack());
        String account = application.connected("rotated");
        Api operator = new Api(
                TwoOfEverythingIT.stack().baseUrl(), TwoOfEverythingIT.stack().installationKey());

        Api.require(operator.post("/v1/keys/rotate", Map.of()));
        await("they are sealed with new ones").atMost(SOON).until(() -> isDone(operator));

        assertThat(application.refresh(account).status()).isEqualTo(200);
        assertThat(application.truth().isValid(application.token(account))).isTrue();
    }

    private static boolean isDone(Api operator) {
        JsonNode keys = operator.get("/v1/keys").body();
        boolean isExchanged = keys.path("keysets").findValuesAsText("standing").contains("old");
        return isExchanged
                && Stream.of("refresh_tokens", "access_tokens").allMatch(purpose -> isSealedAnew(keys, purpose));
    }

    private static boolean isSealedAnew(JsonNode keys, String purpose) {
        for (JsonNode reseal : keys.path("reseals")) {
            if (reseal.path("purpose").asText().equals(purpose)) {
                return reseal.hasNonNull("finished_at");
            }
        }
        return false;
    }

    private static Stream<String> answers(Application application, String account) {
        return IntStream.range(0, ASKED)
                .mapToObj(_ -> application.tokenAnswer(account).text("code"));
    }

    private static long refreshes(Application application) {
        return application.truth().families().stream()
                .mapToLong(family -> family.path("refreshes").asLong())
                .sum();
    }
}
