// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.exchange;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.agentauth.identity.AllowedServices;
import io.agentauth.identity.ServiceName;
import io.agentauth.ids.AuthorizationId;
import io.agentauth.refresher.keyset.KeyRing;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Callbacks, as the gateway passes them on. */
@Path("/internal/callbacks")
public class CallbackResource {
    private final HandleCallback callbacks;
    private final KeyRing keys;

    @Inject
    CallbackResource(HandleCallback callbacks, KeyRing keys) {
        this.callbacks = callbacks;
        this.keys = keys;
    }

    /** A callback as it came: the redirect URI's last segment, the raw query, the flows' cookies. It holds secrets, so it does not print. */
    public record Came(
            @NotNull @Size(min = 1, max = 128) String context,
            @NotNull @Size(max = 16_384) String query,
            @Nullable @Size(max = 50) Map<String, @Size(max = 4096) String> cookies) {
        @Override
        public String toString() {
            return "Came[" + context + "]";
        }
    }

    /**
     * What came of it: {@code unknown} alone, or the outcome and whose it is; with {@code verification} also where the browser is to go. It holds
     * a secret then, so it does not print.
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Outcome(String outcome, @Nullable AuthorizationId authorizationId, @Nullable URI verifyUrl) {
        @Override
        public String toString() {
            return "Outcome[" + outcome + ", " + authorizationId + "]";
        }
    }

    /** Takes a callback. The same browser may ask again and is told the same. */
    @POST
    @AllowedServices(ServiceName.CALLBACK_GATEWAY)
    public Uni<Outcome> came(@Valid @NotNull Came came) {
        keys.requireUsable();
        Map<String, String> cookies = came.cookies() == null ? Map.of() : came.cookies();
        return callbacks
                .handle(new HandleCallback.Came(came.context(), came.query(), cookies))
                .map(answer -> new Outcome(answer.outcome(), answer.authorizationId(), answer.verifyUrl()));
    }
}
