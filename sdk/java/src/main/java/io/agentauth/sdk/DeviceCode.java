// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a person enters in whatever browser they have, and where.
 *
 * @param verificationUriComplete the address with the code in it, for a QR code; null where the provider makes none
 * @param interval seconds after which it makes sense to read the account again
 */
public record DeviceCode(
        String userCode,
        String verificationUri,
        @Nullable String verificationUriComplete,
        Instant expiresAt,
        long interval) {}
