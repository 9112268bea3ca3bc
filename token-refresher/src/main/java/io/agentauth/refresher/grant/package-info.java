// SPDX-License-Identifier: Apache-2.0

/**
 * Grants: what a provider gave for one slot of an account. Everything about one grant is one row chain (rule R1): generation, version, hash
 * of the current token, schedule, lease. This package knows its SQL, when a token is due, and which result counts; it sends nothing.
 */
@NullMarked
package io.agentauth.refresher.grant;

import org.jspecify.annotations.NullMarked;
