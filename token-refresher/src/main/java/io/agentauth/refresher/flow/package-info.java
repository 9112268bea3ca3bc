// SPDX-License-Identifier: Apache-2.0

/** Flows: a person on the way to a provider and back. What proves that it is the same person and the same way is kept here, hashed. */
@NullMarked
package io.agentauth.refresher.flow;

import org.jspecify.annotations.NullMarked;
