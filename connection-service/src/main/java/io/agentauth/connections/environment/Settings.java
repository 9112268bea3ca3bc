// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.environment;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What of an environment can be set. */
record Settings(
        String name,
        @Nullable String logoUrl,
        Kind kind,
        List<String> returnUrls,
        List<String> verifyUrls,
        Verification verification) {}
