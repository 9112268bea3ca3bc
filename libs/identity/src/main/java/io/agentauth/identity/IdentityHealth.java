// SPDX-License-Identifier: Apache-2.0
package io.agentauth.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready when callers and services can be told from strangers, which needs the issuer's keys once. */
@Readiness
@ApplicationScoped
class IdentityHealth implements HealthCheck {
    private final IssuerWatch watch;

    @Inject
    IdentityHealth(IssuerWatch watch) {
        this.watch = watch;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("identities")
                .status(watch.isSatisfied())
                .build();
    }
}
