// SPDX-License-Identifier: Apache-2.0

/** Connections as this service knows them: durable copies that serve on while their owner is away, and their suspension (rule R10). */
@NullMarked
package io.agentauth.refresher.connection;

import org.jspecify.annotations.NullMarked;
