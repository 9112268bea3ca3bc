// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.endpoint;

import io.agentauth.oauth.DpopKey;
import io.agentauth.oauth.DpopNonce;
import io.agentauth.oauth.HttpRequest;
import io.agentauth.upstream.Upstream;
import io.agentauth.upstream.UpstreamAnswer;
import io.agentauth.upstream.UpstreamAnswer.Answered;
import io.agentauth.upstream.UpstreamRequest;
import io.agentauth.vault.Sensitive;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The way out for requests that prove a key. A server that refuses one for its nonce alone has looked at nothing of it: it is sent once more with the nonce
 * that came, within the same time, and counts as one.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9449#section-8">RFC 9449 §8</a>
 */
@ApplicationScoped
class ProvingUpstream {
    private static final int NONCES_MAX = 1_000;

    private final Upstream upstream;
    /** The last nonce of each origin: §8.2, §9. What falls out is asked for again. */
    private final Map<String, String> nonces = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > NONCES_MAX;
        }
    });

    @Inject
    ProvingUpstream(Upstream upstream) {
        this.upstream = upstream;
    }

    /**
     * Sends {@code request} with a proof.
     *
     * @param accessToken that it presents; null at the token endpoint
     */
    Uni<UpstreamAnswer> send(UpstreamRequest request, DpopKey key, @Nullable Sensitive accessToken, Duration within) {
        Proof proof = new Proof(request, key, accessToken, System.nanoTime() + within.toNanos());
        String known = nonces.get(origin(request.request().uri()));
        return send(proof, known)
                .chain(answer -> isWorthRepeating(answer, known)
                        ? send(proof, nonces.get(origin(request.request().uri())))
                        : Uni.createFrom().item(answer));
    }

    private record Proof(UpstreamRequest request, DpopKey key, @Nullable Sensitive accessToken, long deadlineNanos) {
        UpstreamRequest with(@Nullable String nonce) {
            HttpRequest plain = request.request();
            DpopKey.Call call = new DpopKey.Call(plain.method(), plain.uri(), nonce, accessToken);
            return new UpstreamRequest(
                    plain.with("DPoP", key.proof(call)),
                    Duration.ofNanos(Math.max(1, deadlineNanos - System.nanoTime())),
                    0,
                    request.progress());
        }
    }

    private Uni<UpstreamAnswer> send(Proof proof, @Nullable String nonce) {
        return upstream.send(proof.with(nonce)).invoke(answer -> remember(proof.request(), answer));
    }

    private void remember(UpstreamRequest request, UpstreamAnswer answer) {
        if (answer instanceof Answered(var page)) {
            DpopNonce.of(page)
                    .ifPresent(nonce -> nonces.put(origin(request.request().uri()), nonce));
        }
    }

    /** Not again with what was refused already. */
    private static boolean isWorthRepeating(UpstreamAnswer answer, @Nullable String sent) {
        return answer instanceof Answered(var page)
                && DpopNonce.isWantedBy(page)
                && !DpopNonce.of(page).orElse("").equals(sent);
    }

    private static String origin(URI uri) {
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }
}
