// SPDX-License-Identifier: Apache-2.0
package io.agentauth.gateway.caller;

import io.agentauth.gateway.callee.Callee;
import io.agentauth.gateway.callee.Callees;
import io.agentauth.gateway.caller.CallerTokens.Presented;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;

/**
 * Asks connection-service whose keys are. Keys that come while a question is under way go together in the next one, so that a flood of wrong
 * keys costs less a key the more there are. A question that takes long stops nobody: others are asked beside it.
 */
@ApplicationScoped
class KeyExchange {
    private static final String PATH = "/internal/api-keys/exchange";
    private static final int KEYS_MAX = 100;
    private static final int CALLS_MAX = 2;
    private static final Duration TOO_LONG = Duration.ofMillis(50);

    private final BiFunction<JsonObject, String, Future<JsonObject>> service;
    private final Vertx vertx;
    private final Duration tooLong;
    private final Queue<Question> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger calls = new AtomicInteger();

    @Inject
    KeyExchange(Callees callees, Vertx vertx) {
        this((body, requestId) -> callees.post(Callee.CONNECTION_SERVICE, PATH, body, requestId), vertx, TOO_LONG);
    }

    /**
     * @param service answers a body for a request id
     * @param tooLong after which a call makes room for another
     */
    KeyExchange(BiFunction<JsonObject, String, Future<JsonObject>> service, Vertx vertx, Duration tooLong) {
        this.service = service;
        this.vertx = vertx;
        this.tooLong = tooLong;
    }

    private record Question(Presented presented, String requestId, Promise<JsonObject> answer) {}

    /** The caller's token and what is in it. Fails with {@code invalid_api_key}, or what {@link Callees#post} fails with. */
    Future<JsonObject> ask(Presented presented, String requestId) {
        Promise<JsonObject> answer = Promise.promise();
        waiting.add(new Question(presented, requestId, answer));
        callWhileThereIsRoom();
        return Callees.onThisLoop(vertx, answer.future());
    }

    private void callWhileThereIsRoom() {
        while (!waiting.isEmpty()) {
            if (calls.incrementAndGet() > CALLS_MAX) {
                calls.decrementAndGet();
                return;
            }
            call();
        }
    }

    private void call() {
        List<Question> together = new ArrayList<>();
        Question next;
        while (together.size() < KEYS_MAX && (next = waiting.poll()) != null) {
            together.add(next);
        }
        if (together.isEmpty()) {
            calls.decrementAndGet();
            return;
        }
        JsonArray keys = new JsonArray();
        together.forEach(question -> keys.add(question.presented().key()));
        Runnable leave = leaveOnce();
        long timer = vertx.setTimer(tooLong.toMillis(), late -> leave.run());
        service.apply(
                        new JsonObject().put("api_keys", keys),
                        together.getFirst().requestId())
                .map(answer -> answer.getJsonArray("callers", new JsonArray()))
                .onComplete(answer -> {
                    vertx.cancelTimer(timer);
                    leave.run();
                })
                .onSuccess(callers -> tell(together, callers))
                .onFailure(failure ->
                        together.forEach(question -> question.answer().fail(failure)));
    }

    private Runnable leaveOnce() {
        AtomicBoolean left = new AtomicBoolean();
        return () -> {
            if (left.compareAndSet(false, true)) {
                calls.decrementAndGet();
                callWhileThereIsRoom();
            }
        };
    }

    private static void tell(List<Question> together, JsonArray callers) {
        for (int i = 0; i < together.size(); i++) {
            Promise<JsonObject> answer = together.get(i).answer();
            if (i >= callers.size()) {
                answer.fail(
                        new ProblemException(ProblemType.SERVICE_UNAVAILABLE, "Some keys got no answer. Try again."));
                continue;
            }
            JsonObject caller = callers.getJsonObject(i);
            if (caller == null) {
                answer.fail(CallerTokens.invalid());
            } else {
                answer.complete(caller);
            }
        }
    }
}
