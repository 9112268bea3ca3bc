// SPDX-License-Identifier: Apache-2.0

/** A real OpenID provider: Keycloak on loopback, with short access tokens and refresh tokens that work once. */
@NullMarked
package io.agentauth.e2e.keycloak;

import org.jspecify.annotations.NullMarked;
