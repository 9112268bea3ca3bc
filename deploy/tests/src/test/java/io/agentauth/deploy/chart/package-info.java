// SPDX-License-Identifier: Apache-2.0

/** deploy/helm/agent-auth, rendered by Helm's own engine. */
@NullMarked
package io.agentauth.deploy.chart;

import org.jspecify.annotations.NullMarked;
