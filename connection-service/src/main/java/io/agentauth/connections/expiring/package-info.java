// SPDX-License-Identifier: Apache-2.0

/**
 * What ends by itself at a time that is known, and is told of before: to environments by an event, of what is theirs to renew; to the operator
 * by a metric and the log.
 */
@NullMarked
package io.agentauth.connections.expiring;

import org.jspecify.annotations.NullMarked;
