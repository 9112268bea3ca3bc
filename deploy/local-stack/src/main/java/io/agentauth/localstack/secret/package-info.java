// SPDX-License-Identifier: Apache-2.0
/** The secrets of a local installation: made on first start, kept for the next, readable by their owner alone. */
@NullMarked
package io.agentauth.localstack.secret;

import org.jspecify.annotations.NullMarked;
