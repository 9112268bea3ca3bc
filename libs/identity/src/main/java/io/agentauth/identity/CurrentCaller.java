// SPDX-License-Identifier: Apache-2.0
package io.agentauth.identity;

import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;

/** The caller of the request that is being served. Ask in the resource method, before anything asynchronous. */
@Singleton
public class CurrentCaller {
    static final String KEY = Caller.class.getName();

    private final CurrentVertxRequest request;
    private final ClientAddress addresses;

    @Inject
    CurrentCaller(CurrentVertxRequest request, ClientAddress addresses) {
        this.request = request;
        this.addresses = addresses;
    }

    /**
     * The caller, verified.
     *
     * @throws ProblemException {@code missing_api_key} outside of a request to {@code /v1}
     */
    public Caller get() {
        RoutingContext context = request.getCurrent();
        if (context != null && context.get(KEY) instanceof Caller caller) {
            return caller;
        }
        throw missing();
    }

    /** The client's address, as the gateway saw it. From anybody else it is not believed, and then there is none. */
    public Optional<String> clientAddress() {
        return addresses.of(request.getCurrent());
    }

    static ProblemException missing() {
        return new ProblemException(ProblemType.MISSING_API_KEY, "Send Authorization: Bearer with an API key.");
    }
}
