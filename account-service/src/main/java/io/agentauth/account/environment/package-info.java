// SPDX-License-Identifier: Apache-2.0

/** What is known here of environments: a copy of what connection-service says, for the pages and for the lists of allowed URLs. */
@NullMarked
package io.agentauth.account.environment;

import org.jspecify.annotations.NullMarked;
