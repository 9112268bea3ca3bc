// SPDX-License-Identifier: Apache-2.0
package io.agentauth.identity;

import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.agentauth.vault.OpenGuard;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Whether the operator has sealed the installation: then no secret is opened by any process, until it is unsealed. Each process hears it from the
 * issuer, twice a second and over nothing but HTTP. A process that has never heard takes it for sealed; while the issuer is away, what was heard
 * last stands.
 */
@Singleton
public class InstallationSeal implements OpenGuard {
    private static final Logger LOG = Logger.getLogger(InstallationSeal.class);
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration LATER = Duration.ofSeconds(30);

    /** What is known. */
    public enum Standing {
        /** Nothing yet. */
        UNKNOWN,
        /** Secrets may be opened. */
        OPEN,
        /** They may not. */
        SEALED
    }

    private volatile Standing standing = Standing.UNKNOWN;

    /** What this process knows. */
    public Standing standing() {
        return standing;
    }

    /** Whether secrets may be opened. */
    public boolean isOpen() {
        return standing == Standing.OPEN;
    }

    /**
     * Returns if secrets may be opened.
     *
     * @throws ProblemException {@code sealed}, or {@code service_unavailable} where that is not known yet
     */
    @Override
    public void requireOpen() {
        switch (standing) {
            case OPEN -> {}
            case SEALED ->
                throw new ProblemException(
                                ProblemType.SEALED, "The operator has sealed this installation: no secret is opened.")
                        .retryAfter(LATER);
            case UNKNOWN ->
                throw new ProblemException(
                                ProblemType.SERVICE_UNAVAILABLE,
                                "Whether the installation is sealed is not known yet. Try again.")
                        .retryAfter(SOON);
        }
    }

    void heard(boolean sealed) {
        Standing before = standing;
        standing = sealed ? Standing.SEALED : Standing.OPEN;
        if (sealed && before != Standing.SEALED) {
            LOG.warn("The installation is sealed: no secret is opened.");
        } else if (!sealed && before == Standing.SEALED) {
            LOG.warn("The installation is unsealed.");
        }
    }
}
