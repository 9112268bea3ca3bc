// SPDX-License-Identifier: Apache-2.0
package io.agentauth.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Locale;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready when callers and services can be told from strangers, which needs the issuer's keys once. It says whether the installation is sealed, too,
 * and is ready all the same: whoever may unseal or revoke must get through.
 */
@Readiness
@ApplicationScoped
class IdentityHealth implements HealthCheck {
    private final IssuerWatch watch;
    private final InstallationSeal seal;

    @Inject
    IdentityHealth(IssuerWatch watch, InstallationSeal seal) {
        this.watch = watch;
        this.seal = seal;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("identities")
                .status(watch.isSatisfied())
                .withData("seal", seal.standing().name().toLowerCase(Locale.ROOT))
                .build();
    }
}
