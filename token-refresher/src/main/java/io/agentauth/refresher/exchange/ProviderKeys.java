// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.exchange;

import io.agentauth.upstream.Upstream;
import io.agentauth.upstream.UpstreamAnswer.Answered;
import io.agentauth.upstream.UpstreamRequest;
import io.agentauth.vault.Reveal;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The keys that providers sign ID tokens with, remembered for a while. */
@ApplicationScoped
class ProviderKeys {
    private static final int REMEMBERED_MAX = 1000;
    private static final int STATUS_OK = 200;

    private final Upstream upstream;
    private final ExchangeConfig config;
    private final Map<URI, Remembered> remembered = new ConcurrentHashMap<>();

    @Inject
    ProviderKeys(Upstream upstream, ExchangeConfig config) {
        this.upstream = upstream;
        this.config = config;
    }

    private record Remembered(String keys, long untilNanos) {}

    /** The JWK set; empty if it cannot be had. {@code anew}: not from memory. */
    Uni<Optional<String>> of(URI uri, boolean anew) {
        Remembered known = remembered.get(uri);
        return !anew && known != null && known.untilNanos() - System.nanoTime() > 0
                ? Uni.createFrom().item(Optional.of(known.keys()))
                : upstream.send(UpstreamRequest.metadata(uri).within(config.identityWithin()))
                        .map(answer -> answer instanceof Answered(var page) && page.status() == STATUS_OK
                                ? Optional.of(page.body().reveal(Reveal.TO_VERIFY))
                                : Optional.<String>empty())
                        .invoke(keys -> keys.ifPresent(found -> put(uri, found)));
    }

    private void put(URI uri, String keys) {
        if (remembered.size() >= REMEMBERED_MAX) {
            remembered.clear();
        }
        remembered.put(
                uri, new Remembered(keys, System.nanoTime() + config.keysKept().toNanos()));
    }
}
