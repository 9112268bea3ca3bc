// SPDX-License-Identifier: Apache-2.0
package io.agentauth.identity;

import io.agentauth.ids.ApiKeyId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.problems.ProblemException;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jspecify.annotations.Nullable;

/**
 * Sees the keys that ask for what they may not do, and says so once a minute for each: what a thief tries is worth a line in the trail, and a
 * million tries are not worth a million.
 */
@ApplicationScoped
public class RefusedKeys {
    private static final int KEYS_MAX = 10_000;
    private static final long MILLIS = 60_000;

    private final CurrentVertxRequest request;
    private final Event<RefusedKey> refused;
    private final InstantSource clock;
    private final Map<ApiKeyId, Long> saidInMinute = new ConcurrentHashMap<>();

    @Inject
    RefusedKeys(CurrentVertxRequest request, Event<RefusedKey> refused) {
        this(request, refused, InstantSource.system());
    }

    RefusedKeys(CurrentVertxRequest request, Event<RefusedKey> refused, InstantSource clock) {
        this.request = request;
        this.refused = refused;
        this.clock = clock;
    }

    /** Looks at how a request failed; {@code failure} is null if it did not. */
    @ServerResponseFilter
    public void see(@Nullable Throwable failure) {
        RoutingContext context = request.getCurrent();
        if (failure instanceof ProblemException problem
                && problem.getCause() instanceof Lacking lacking
                && context != null
                && context.get(CurrentCaller.KEY) instanceof Caller caller) {
            see(caller, lacking);
        }
    }

    private void see(Caller caller, Lacking lacking) {
        EnvironmentId environment = caller.environmentId();
        if (environment != null && isNews(caller.keyId())) {
            refused.fire(new RefusedKey(environment, caller.keyId(), lacking.what()));
        }
    }

    /** Whether nothing was said of the key in this minute. Beyond so many keys at once nothing is: there are not so many in use. */
    boolean isNews(ApiKeyId key) {
        long minute = clock.millis() / MILLIS;
        if (saidInMinute.size() >= KEYS_MAX) {
            saidInMinute.values().removeIf(said -> said != minute);
        }
        return saidInMinute.size() < KEYS_MAX && !Long.valueOf(minute).equals(saidInMinute.put(key, minute));
    }
}
