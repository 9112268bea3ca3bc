// SPDX-License-Identifier: Apache-2.0
package io.agentauth.identity;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Who this service is, and how it knows others. */
@ConfigMapping(prefix = "agent-auth.identity")
public interface IdentityConfig {
    /** This service's own name: the audience of tokens made for it, and its client id at connection-service. */
    @WithDefault("${quarkus.application.name}")
    String service();

    /**
     * The file with this service's own secret at connection-service: text, one line. Read again when the secret is refused, so that it can be
     * rotated without a restart. Without it this service cannot call others.
     */
    Optional<Path> serviceSecretFile();

    /** A JWKS file whose keys are trusted beside connection-service's: with it a service verifies callers before connection-service is there. */
    Optional<Path> jwksFile();

    /** How often the revoked keys, and the seal, are asked for. Both are effective everywhere that long after their commit. */
    @WithDefault("500ms")
    Duration revocationsEvery();

    /** How often the signing keys are fetched anew, so that one that was withdrawn ends. A new one is fetched when it is first seen. */
    @WithDefault("5m")
    Duration keysEvery();

    /** The shortest time between two fetches because of an unknown key id: a flood of forged tokens costs connection-service no more. */
    @WithDefault("2s")
    Duration unknownKeyEvery();

    /** Verified tokens that are remembered; beyond it each request costs a verification, about 50 µs. */
    @WithDefault("100000")
    int rememberedMax();
}
