// SPDX-License-Identifier: Apache-2.0

/** Token endpoints: the one place that builds and sends token requests, and says what an answer means. */
@NullMarked
package io.agentauth.refresher.endpoint;

import org.jspecify.annotations.NullMarked;
