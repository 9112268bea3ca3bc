// SPDX-License-Identifier: Apache-2.0

/**
 * token-refresher: flows, grants and attempts. It alone opens client secrets and refresh tokens, and it alone speaks to token endpoints. Here
 * is only what every capability stands on: the database's migration, readiness, and the places where a crash matters.
 */
@NullMarked
package io.agentauth.refresher;

import org.jspecify.annotations.NullMarked;
