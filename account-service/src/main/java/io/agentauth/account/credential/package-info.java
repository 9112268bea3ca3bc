// SPDX-License-Identifier: Apache-2.0

/**
 * Static credentials: what people enter where there is no consent. They are tried at the provider, sealed in this service's own keyset, and from
 * then on an account's token like any other.
 */
@NullMarked
package io.agentauth.account.credential;

import org.jspecify.annotations.NullMarked;
