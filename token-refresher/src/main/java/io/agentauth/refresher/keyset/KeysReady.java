// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.keyset;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready: the keysets are opened. */
@Readiness
@ApplicationScoped
class KeysReady implements HealthCheck {
    private final KeyRing keys;

    @Inject
    KeysReady(KeyRing keys) {
        this.keys = keys;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("keys").status(keys.isOpened()).build();
    }
}
