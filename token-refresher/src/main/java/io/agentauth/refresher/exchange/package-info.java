// SPDX-License-Identifier: Apache-2.0

/** Exchanges: a person comes back with a code, and it becomes a grant. A code is presented once, whatever happens. */
@NullMarked
package io.agentauth.refresher.exchange;

import org.jspecify.annotations.NullMarked;
