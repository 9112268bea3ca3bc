// SPDX-License-Identifier: Apache-2.0
package io.agentauth.gateway;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.time.InstantSource;

/** The time by which callers' tokens are kept; a bean, so that a test need not wait for it. */
@ApplicationScoped
class GatewayClock {
    @Produces
    @DefaultBean
    @ApplicationScoped
    InstantSource clock() {
        return InstantSource.system();
    }
}
