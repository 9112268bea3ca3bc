// SPDX-License-Identifier: Apache-2.0

/** What is known here of connections: a copy of what connection-service says, and whether the provider refuses them. */
@NullMarked
package io.agentauth.account.connection;

import org.jspecify.annotations.NullMarked;
