// SPDX-License-Identifier: Apache-2.0

/**
 * What account-service must know is told by direct call after the commit, in sets, and repeated until it is noted: new access tokens, and
 * outcomes. The event on Kafka is the repair, not the way.
 */
@NullMarked
package io.agentauth.refresher.push;

import org.jspecify.annotations.NullMarked;
