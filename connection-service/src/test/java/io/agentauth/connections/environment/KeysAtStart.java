// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.environment;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;

/** What a start does about keys of environments, once more. */
@Singleton
public class KeysAtStart {
    @Inject
    KeysOfEnvironments keys;

    public void again() {
        keys.catchUp().await().atMost(Duration.ofSeconds(30));
    }
}
