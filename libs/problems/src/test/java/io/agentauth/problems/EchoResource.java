// SPDX-License-Identifier: Apache-2.0
package io.agentauth.problems;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A resource with everything that can go wrong. */
@Path("/echo")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class EchoResource {
    static final String SECRET = "s3cret-that-must-not-leave";

    record Inner(@Nullable String clientId, int retriesMax) {}

    record Body(
            @Nullable String displayName,
            @Nullable Instant expiresAt,
            @Nullable Inner credentials,
            @Nullable List<Inner> others) {}

    @POST
    public Body echo(Body body) {
        return body;
    }

    @GET
    @Path("/{kind}")
    public String fail(@PathParam("kind") String kind) {
        throw switch (kind) {
            case "problem" ->
                new ProblemException(
                                ProblemType.REAUTHORIZATION_REQUIRED,
                                "Send the person to reauth_url.",
                                new IllegalStateException(SECRET))
                        .with("reauth_url", "https://example.test/connect/abc")
                        .with("provider_error", Map.of("status", 400));
            case "limited" ->
                new ProblemException(ProblemType.RATE_LIMITED, "Slow down.").retryAfter(Duration.ofMillis(1500));
            default -> new IllegalStateException(SECRET);
        };
    }
}
