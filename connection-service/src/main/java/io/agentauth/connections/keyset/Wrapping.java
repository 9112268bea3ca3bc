// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.keyset;

import io.agentauth.vault.KeyUnavailable;
import io.agentauth.vault.KeyWrapper;
import io.agentauth.vault.LocalKeyWrapper;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** What wraps this service's keys. Without it the service does not start. */
@Startup
@ApplicationScoped
class Wrapping {
    private final KeyWrapper wrapper;

    @Inject
    Wrapping(KeysetConfig config) {
        wrapper = LocalKeyWrapper.of(
                config.wrappingKeyFile()
                        .orElseThrow(() -> new KeyUnavailable(
                                "Set agent-auth.vault.wrapping-key-file: the file with the key that wraps this service's"
                                        + " keys.")),
                config.mode() == KeysetConfig.Mode.DEVELOPMENT);
    }

    KeyWrapper key() {
        return wrapper;
    }
}
