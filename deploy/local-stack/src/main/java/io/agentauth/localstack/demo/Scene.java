// SPDX-License-Identifier: Apache-2.0
package io.agentauth.localstack.demo;

import io.agentauth.localstack.LocalStack;
import java.net.URI;
import java.util.Optional;

/**
 * Where the story plays.
 *
 * @param baseUrl the public door
 * @param emulatorUrl the provider's
 * @param environmentId of an environment for development, without verification, whose accounts may return to {@link #HOME}
 * @param kafka {@code host:port}, where it is within reach; else events are read over the API
 */
public record Scene(
        URI baseUrl, URI emulatorUrl, String installationKey, String environmentId, Optional<String> kafka) {
    /** Where people are sent back to. */
    public static final String HOME = "http://localhost:3000/connected";

    /** A stack that runs on this machine. */
    public static Scene of(LocalStack stack) {
        return new Scene(
                stack.baseUrl(),
                stack.emulatorUrl(),
                stack.installationKey(),
                stack.environmentId(),
                Optional.of(stack.kafka()));
    }
}
