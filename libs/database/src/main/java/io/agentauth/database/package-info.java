// SPDX-License-Identifier: Apache-2.0

/** A service's own database: its migration in the background, its share of readiness, and the one idiom of a transaction. */
@NullMarked
package io.agentauth.database;

import org.jspecify.annotations.NullMarked;
