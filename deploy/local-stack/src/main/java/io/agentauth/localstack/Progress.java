// SPDX-License-Identifier: Apache-2.0
package io.agentauth.localstack;

import java.time.Duration;

/** Hears how the start goes. Called from several threads. */
public interface Progress {
    /** Nobody listens. */
    Progress SILENT = (part, took, where) -> {};

    /** {@code part} is ready, {@code took} after the start. */
    void ready(String part, Duration took, String where);
}
