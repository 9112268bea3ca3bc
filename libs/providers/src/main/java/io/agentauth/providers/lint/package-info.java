// SPDX-License-Identifier: Apache-2.0
/**
 * What a provider's file must keep to, beyond its schema. The build holds every file to it, and {@code ./agent-auth providers lint FILE} does
 * so for whoever writes one.
 */
@NullMarked
package io.agentauth.providers.lint;

import org.jspecify.annotations.NullMarked;
