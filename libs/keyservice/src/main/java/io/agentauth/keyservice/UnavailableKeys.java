// SPDX-License-Identifier: Apache-2.0
package io.agentauth.keyservice;

import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemMapper;
import io.agentauth.problems.ProblemType;
import io.agentauth.vault.KeyUnavailable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** A key that cannot be had is {@code key_service_unavailable} to a caller; which one, and why, is for the log. */
@ApplicationScoped
public class UnavailableKeys {
    private static final Logger LOG = Logger.getLogger(UnavailableKeys.class);
    private static final Duration SOON = Duration.ofSeconds(1);

    private final ProblemMapper problems;

    @Inject
    UnavailableKeys(ProblemMapper problems) {
        this.problems = problems;
    }

    /** What the caller is told. */
    @ServerExceptionMapper
    public Response unavailable(KeyUnavailable failure) {
        LOG.error(failure.getMessage());
        return problems.problem(new ProblemException(
                        ProblemType.KEY_SERVICE_UNAVAILABLE, "A key that this takes cannot be had now.", failure)
                .retryAfter(SOON));
    }
}
