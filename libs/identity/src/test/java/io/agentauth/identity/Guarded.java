// SPDX-License-Identifier: Apache-2.0
package io.agentauth.identity;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Resources as services have them. */
final class Guarded {
    private Guarded() {}

    record Posted(String word) {}

    /** Who was refused, as a service hears it. */
    @Singleton
    static class Heard {
        static final Queue<RefusedKey> REFUSED = new ConcurrentLinkedQueue<>();

        void refused(@Observes RefusedKey refused) {
            REFUSED.add(refused);
        }
    }

    @Path("/v1/who")
    static class Callers {
        private final CurrentCaller caller;

        @Inject
        Callers(CurrentCaller caller) {
            this.caller = caller;
        }

        @GET
        public Map<String, String> who() {
            return Map.of(
                    "key", caller.get().keyId().toString(),
                    "environment",
                            caller.get()
                                    .requireEnvironment(Permission.ACCOUNTS_READ)
                                    .toString(),
                    "address", caller.clientAddress().orElse("-"));
        }

        @POST
        public Posted post(Posted posted) {
            caller.get().requireOperator();
            return posted;
        }
    }

    @Path("internal")
    static class Services {
        @POST
        @Path("/tokens/adopt")
        @AllowedServices(ServiceName.TOKEN_REFRESHER)
        public Posted adopt(Posted posted) {
            return posted;
        }

        @GET
        @Path("open")
        @Unauthenticated
        public String open() {
            return "open";
        }
    }
}
