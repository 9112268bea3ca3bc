// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.key;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready when the installation key of the file is the one that counts. */
@Readiness
@ApplicationScoped
class OperatorReady implements HealthCheck {
    private final InstallationKey key;

    @Inject
    OperatorReady(InstallationKey key) {
        this.key = key;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("installation key")
                .status(key.isKnown())
                .build();
    }
}
