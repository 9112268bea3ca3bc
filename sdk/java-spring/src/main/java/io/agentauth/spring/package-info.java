// SPDX-License-Identifier: Apache-2.0

/**
 * Agent Auth for Spring Boot: a starter that makes a client of {@code agent-auth.*} and gives bearer tokens of connected accounts to whatever takes an
 * {@code OAuth2AuthorizedClientManager}. Begin with {@link io.agentauth.spring.ConnectedAccounts}.
 */
@NullMarked
package io.agentauth.spring;

import org.jspecify.annotations.NullMarked;
