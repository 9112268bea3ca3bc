// SPDX-License-Identifier: Apache-2.0

/** Finds a server's endpoints by its issuer, for connection-service: this service alone has the way out. */
@NullMarked
package io.agentauth.refresher.discovery;

import org.jspecify.annotations.NullMarked;
