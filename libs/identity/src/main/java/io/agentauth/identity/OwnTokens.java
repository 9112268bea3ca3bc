// SPDX-License-Identifier: Apache-2.0
package io.agentauth.identity;

import io.agentauth.vault.Reveal;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** This service's tokens for others: one a callee, renewed in the background at half its life, one flight a callee (a memoised Uni in a map). */
@Singleton
class OwnTokens {
    private static final Duration SAFETY = Duration.ofSeconds(10);

    /** Not a record: it would print the token. */
    private static final class Held {
        private final String header;
        private final long renewAt;
        private final long endsAt;

        Held(Issuer.OwnToken token, long now) {
            header = Bearer.header(token.value().reveal(Reveal.TO_AUTHENTICATE_THE_SERVICE));
            renewAt = now + token.life().dividedBy(2).toNanos();
            endsAt = now + token.life().minus(SAFETY).toNanos();
        }
    }

    private final Issuer issuer;
    private final Map<ServiceName, Held> held = new ConcurrentHashMap<>();
    private final Map<ServiceName, Uni<Held>> flights = new ConcurrentHashMap<>();

    @Inject
    OwnTokens(Issuer issuer) {
        this.issuer = issuer;
    }

    /** The header's value for {@code callee}. */
    Uni<String> header(ServiceName callee) {
        Held token = held.get(callee);
        long now = System.nanoTime();
        if (token == null || now - token.endsAt >= 0) {
            return landedHere(fetch(callee)).map(fresh -> fresh.header);
        }
        if (now - token.renewAt >= 0) {
            // The present one serves on: whether this works out shows when the next is needed.
            var _ = fetch(callee).subscribe().with(_ -> {}, _ -> {});
        }
        return Uni.createFrom().item(token.header);
    }

    /** Forgets a token that {@code callee} refused. */
    void drop(ServiceName callee) {
        held.remove(callee);
    }

    /** A flight ends in the context of whoever began it; who joined it goes on in its own, with its request id and its trace. */
    private static <T> Uni<T> landedHere(Uni<T> flight) {
        return Uni.createFrom().deferred(() -> {
            Context here = Vertx.currentContext();
            return here == null
                    ? flight
                    : Uni.createFrom()
                            .completionStage(Future.fromCompletionStage(flight.subscribeAsCompletionStage(), here)
                                    .toCompletionStage());
        });
    }

    private Uni<Held> fetch(ServiceName callee) {
        return flights.computeIfAbsent(callee, _ -> issuer.serviceToken(callee)
                .ifNoItem()
                .after(Issuer.WITHIN)
                .fail()
                .map(token -> new Held(token, System.nanoTime()))
                .invoke(fresh -> held.put(callee, fresh))
                .onTermination()
                .invoke(() -> flights.remove(callee))
                .memoize()
                .indefinitely());
    }
}
