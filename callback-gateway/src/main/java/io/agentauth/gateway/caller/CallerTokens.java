// SPDX-License-Identifier: Apache-2.0
package io.agentauth.gateway.caller;

import io.agentauth.gateway.GatewayConfig;
import io.agentauth.gateway.callee.Callees;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * API keys traded for JWTs: kept in memory by the key's hash, renewed in the background at half life by whichever request comes then, one
 * flight a key. Unknown keys are remembered for seconds, so that a wrong key in a loop costs microseconds. A caller that nobody asks for
 * lapses with its JWT.
 */
@ApplicationScoped
public class CallerTokens {
    private static final Duration SAFETY = Duration.ofSeconds(5);
    private static final long SWEEP_MILLIS = 10_000;

    private final KeyExchange keyExchange;
    private final RevokedCallers revoked;
    private final Vertx vertx;
    private final InstantSource clock;
    private final long timer;
    private final GatewayConfig.Callers limits;
    private final Map<KeyHash, CallerToken> known = new ConcurrentHashMap<>();
    private final Map<KeyHash, Instant> unknown = new ConcurrentHashMap<>();
    private final Map<KeyHash, Future<CallerToken>> flights = new ConcurrentHashMap<>();

    @Inject
    CallerTokens(
            KeyExchange keyExchange, RevokedCallers revoked, GatewayConfig config, Vertx vertx, InstantSource clock) {
        this.keyExchange = keyExchange;
        this.revoked = revoked;
        this.vertx = vertx;
        this.clock = clock;
        this.limits = config.callers();
        timer = vertx.setPeriodic(SWEEP_MILLIS, tick -> sweep());
    }

    @PreDestroy
    void stop() {
        vertx.cancelTimer(timer);
    }

    /** A key that was presented. */
    public record Presented(String key, KeyHash hash) {
        static Presented of(String key) {
            return new Presented(key, KeyHash.of(key));
        }

        @Override
        public String toString() {
            return "Presented[redacted]";
        }
    }

    /** Hashes the key, once a request. */
    public Presented presented(String key) {
        return Presented.of(key);
    }

    /**
     * The caller, if it is in memory.
     *
     * @throws ProblemException {@code invalid_api_key} for a revoked key, and for one that was unknown seconds ago
     */
    public @Nullable CallerToken now(Presented presented, String requestId) {
        CallerToken token = known.get(presented.hash());
        Instant now = clock.instant();
        if (token == null) {
            Instant until = unknown.get(presented.hash());
            if (until != null && now.isBefore(until)) {
                throw invalid();
            }
            return null;
        }
        if (revoked.contains(token.keyId())) {
            known.remove(presented.hash());
            refuse(presented);
            throw invalid();
        }
        if (now.isAfter(token.expiresAt())) {
            return null;
        }
        if (now.isAfter(token.renewAt())) {
            // The present token serves on; whether this works out shows when the next request comes.
            exchange(presented, requestId).onFailure(failure -> {});
        }
        return token;
    }

    /** Asks connection-service. Fails with {@code invalid_api_key} or {@code service_unavailable}. */
    public Future<CallerToken> exchange(Presented presented, String requestId) {
        Promise<CallerToken> mine = Promise.promise();
        Future<CallerToken> started = flights.putIfAbsent(presented.hash(), mine.future());
        if (started != null) {
            return Callees.onThisLoop(vertx, started);
        }
        return keyExchange
                .ask(presented, requestId)
                .map(answer -> keep(presented, answer))
                .onFailure(failure -> drop(presented, failure))
                .onComplete(done -> flights.remove(presented.hash()))
                .onComplete(mine);
    }

    private CallerToken keep(Presented presented, JsonObject answer) {
        Instant now = clock.instant();
        Instant expiresAt = Instant.parse(answer.getString("expires_at"));
        CallerToken token = new CallerToken(
                answer.getString("key_id"),
                answer.getString("environment_id"),
                "Bearer " + answer.getString("token"),
                now.plus(Duration.between(now, expiresAt).dividedBy(2)),
                expiresAt.minus(SAFETY));
        if (revoked.contains(token.keyId())) {
            refuse(presented);
            throw invalid();
        }
        if (known.size() < limits.knownMax() || known.containsKey(presented.hash())) {
            known.put(presented.hash(), token);
        }
        return token;
    }

    private void drop(Presented presented, Throwable failure) {
        if (failure instanceof ProblemException problem && problem.type() == ProblemType.INVALID_API_KEY) {
            known.remove(presented.hash());
            refuse(presented);
        }
    }

    private void refuse(Presented presented) {
        if (unknown.size() >= limits.unknownMax()) {
            // Under a flood of wrong keys forgetting all is cheaper than choosing; each costs an exchange once more.
            unknown.clear();
        }
        unknown.put(presented.hash(), clock.instant().plus(limits.unknownFor()));
    }

    private void sweep() {
        Instant now = clock.instant();
        known.values().removeIf(token -> now.isAfter(token.expiresAt()));
        unknown.values().removeIf(now::isAfter);
    }

    /** The same words for malformed, unknown and revoked: a guesser learns nothing. */
    public static ProblemException invalid() {
        return new ProblemException(ProblemType.INVALID_API_KEY, "The API key is unknown, malformed or revoked.");
    }
}
