// SPDX-License-Identifier: Apache-2.0
package io.agentauth.gateway.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class KeyExchangeTest {
    private static final Duration NEVER = Duration.ofHours(1);
    private static final Duration AT_ONCE = Duration.ofMillis(1);

    private final Vertx vertx = Vertx.vertx();
    private final List<Call> calls = new CopyOnWriteArrayList<>();

    private record Call(List<?> keys, Promise<JsonObject> answer) {
        /** Knows all keys but those that begin with x. */
        void reply() {
            JsonArray callers = new JsonArray();
            keys.forEach(key -> callers.add(
                    key.toString().startsWith("x") ? null : new JsonObject().put("key_id", "id of " + key)));
            answer.complete(new JsonObject().put("callers", callers));
        }
    }

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    @DisplayName(
            "Keys that come while two questions are under way go together in the next one, and each gets its own answer")
    void together() {
        KeyExchange exchange = exchange(NEVER);
        ask(exchange, "a");
        ask(exchange, "b");
        List<Future<JsonObject>> late = List.of(ask(exchange, "c"), ask(exchange, "x1"), ask(exchange, "d"));
        assertThat(calls).extracting(Call::keys).isEqualTo(List.of(List.of("a"), List.of("b")));

        calls.getFirst().reply();

        assertThat(calls).hasSize(3);
        assertThat(calls.getLast().keys()).isEqualTo(List.of("c", "x1", "d"));
        calls.getLast().reply();
        assertThat(join(late.get(0)).getString("key_id")).isEqualTo("id of c");
        assertThat(join(late.get(2)).getString("key_id")).isEqualTo("id of d");
        failsWith(late.get(1), ProblemType.INVALID_API_KEY);
    }

    @Test
    @DisplayName("A question that takes long holds up no other")
    void aLongOneMakesRoom() {
        KeyExchange exchange = exchange(AT_ONCE);
        ask(exchange, "a");
        ask(exchange, "b");
        ask(exchange, "c");

        await().untilAsserted(() -> assertThat(calls).hasSize(3));
        calls.forEach(Call::reply);

        ask(exchange, "d");
        assertThat(calls).hasSize(4);
    }

    @Test
    @DisplayName("A failed question fails for all who asked, and the next ones are asked")
    void failure() {
        KeyExchange exchange = exchange(NEVER);
        ask(exchange, "a");
        ask(exchange, "b");
        Future<JsonObject> c = ask(exchange, "c");
        Future<JsonObject> d = ask(exchange, "d");
        calls.get(0).reply();
        calls.get(2).answer().fail(new ProblemException(ProblemType.SERVICE_UNAVAILABLE, "away"));

        failsWith(c, ProblemType.SERVICE_UNAVAILABLE);
        failsWith(d, ProblemType.SERVICE_UNAVAILABLE);
        ask(exchange, "e");
        assertThat(calls.getLast().keys()).isEqualTo(List.of("e"));
    }

    @Test
    @DisplayName("A key without an answer is not called unknown")
    void shortAnswer() {
        Future<JsonObject> asked = ask(exchange(NEVER), "a");
        calls.getFirst().answer().complete(new JsonObject().put("callers", new JsonArray()));
        failsWith(asked, ProblemType.SERVICE_UNAVAILABLE);
    }

    private KeyExchange exchange(Duration tooLong) {
        return new KeyExchange(
                (body, requestId) -> {
                    Call call = new Call(body.getJsonArray("api_keys").getList(), Promise.promise());
                    calls.add(call);
                    return call.answer().future();
                },
                vertx,
                tooLong);
    }

    private static Future<JsonObject> ask(KeyExchange exchange, String key) {
        return exchange.ask(CallerTokens.Presented.of(key), "req-1");
    }

    private static JsonObject join(Future<JsonObject> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    private static void failsWith(Future<JsonObject> future, ProblemType type) {
        assertThatThrownBy(() -> join(future))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.type())
                        .isEqualTo(type));
    }
}
