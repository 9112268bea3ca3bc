// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.keyset;

import io.agentauth.database.Database;
import io.agentauth.identity.ServiceCalls;
import io.agentauth.identity.ServiceName;
import io.agentauth.requests.Idempotency;
import io.agentauth.requests.Kept;
import io.agentauth.requests.Request;
import io.agentauth.requests.Steps;
import io.agentauth.rotation.ResealProgress;
import io.agentauth.vault.KeyUnavailable;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Set;
import java.util.UUID;

/**
 * Shows and exchanges the keysets of the installation: this service's, and those of token-refresher. An exchange names the keysets that shall not
 * seal any more. They are written down with the request, so that whoever repeats it, late or after a crash, exchanges none that came since.
 */
@ApplicationScoped
class ExchangeKeysets {
    private static final String OVERVIEW = "/internal/keysets/overview";
    private static final String ROTATE = "/internal/keysets/rotate";
    private static final Kept<KeysView> KEPT = new Kept<>(KeysView.class, _ -> Request.OPERATOR.value());

    private final CredentialKeys keys;
    private final ServiceCalls services;
    private final Database database;
    private final Idempotency idempotency;

    @Inject
    ExchangeKeysets(CredentialKeys keys, ServiceCalls services, Database database, Idempotency idempotency) {
        this.keys = keys;
        this.services = services;
        this.database = database;
        this.idempotency = idempotency;
    }

    /** The keysets that shall not seal any more. */
    record Exchange(Set<UUID> replaced) {}

    /** How it stands. */
    Uni<KeysView> show() {
        return services.get(ServiceName.TOKEN_REFRESHER, OVERVIEW, KeysView.class)
                .chain(this::withOwn);
    }

    /** Announces new keysets for all that seal now, and says how it stands then. */
    Uni<KeysView> exchange(Request request) {
        return keys.ring()
                .refresh()
                .chain(() -> show())
                .chain(now -> exchange(request, new Exchange(now.current())))
                .onFailure(KeyUnavailable.class)
                .transform(CredentialKeys::unavailable)
                .onFailure()
                .recoverWithUni(failure -> idempotency.earlierOr(request, KEPT, failure));
    }

    private Uni<KeysView> exchange(Request request, Exchange exchange) {
        return idempotency.inSteps(
                request,
                Request.OPERATOR.value(),
                new Steps<>(Exchange.class, _ -> Uni.createFrom().item(exchange), KEPT, this::replace));
    }

    private Uni<KeysView> replace(Exchange exchange) {
        return services.post(ServiceName.TOKEN_REFRESHER, ROTATE, exchange, KeysView.class)
                .call(() -> keys.ring().replace(exchange.replaced()))
                .call(() -> keys.ring().refresh())
                .chain(this::withOwn);
    }

    private Uni<KeysView> withOwn(KeysView theirs) {
        return ResealProgress.all(database.worker())
                .map(reseals -> theirs.and(KeysView.of(keys.ring().rows(), reseals)));
    }
}
