// SPDX-License-Identifier: Apache-2.0

/** Alerts and the dashboard against the metrics that the code has. */
@NullMarked
package io.agentauth.deploy.observability;

import org.jspecify.annotations.NullMarked;
