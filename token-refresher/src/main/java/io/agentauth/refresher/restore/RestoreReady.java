// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.restore;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready: it is known whether a database was restored. While grants are rolled forward it is, because account-service has its keys from here. */
@Readiness
@ApplicationScoped
class RestoreReady implements HealthCheck {
    private final Restoration restoration;

    @Inject
    RestoreReady(Restoration restoration) {
        this.restoration = restoration;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("compared with the token journal")
                .status(!restoration.isLooking())
                .build();
    }
}
