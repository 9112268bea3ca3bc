// SPDX-License-Identifier: Apache-2.0
package io.agentauth.identity;

import io.agentauth.ids.ApiKeyId;
import io.agentauth.vault.Sensitive;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** An issuer as connection-service has it: its own bean instead of the remote one. */
@Singleton
@Alternative
class IssuerInProcess implements Issuer {
    static final Set<ApiKeyId> REVOKED = ConcurrentHashMap.newKeySet();
    static final AtomicBoolean SEALED = new AtomicBoolean();
    static final AtomicInteger KEYS_ASKED = new AtomicInteger();
    static final Signer FIRST = new Signer("first");
    static final List<Signer> SIGNERS = new CopyOnWriteArrayList<>(List.of(FIRST));

    @Override
    public Uni<String> keys() {
        return Uni.createFrom().item(() -> {
            KEYS_ASKED.incrementAndGet();
            return Signer.jwks(SIGNERS);
        });
    }

    @Override
    public Uni<Lately> lately() {
        return Uni.createFrom().item(() -> new Lately(Set.copyOf(REVOKED), SEALED.get()));
    }

    @Override
    public Uni<OwnToken> serviceToken(ServiceName callee) {
        return Uni.createFrom()
                .item(() -> new OwnToken(
                        Sensitive.of(FIRST.sign(Signer.service(ServiceName.ACCOUNT_SERVICE, callee.wireName()))),
                        Duration.ofMinutes(10)));
    }
}
