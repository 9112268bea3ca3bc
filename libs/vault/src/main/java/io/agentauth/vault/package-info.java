// SPDX-License-Identifier: Apache-2.0
/**
 * Secrets in memory and at rest. {@link io.agentauth.vault.Sensitive} never prints; {@link io.agentauth.vault.Sealed} is the one stored
 * form, bound to its {@link io.agentauth.vault.Place}: moved or rolled back, it does not open. Keysets are Tink's, wrapped by a key that
 * the process is given and never stores. Pure computation, but for the one file that holds a wrapping key.
 */
@NullMarked
package io.agentauth.vault;

import org.jspecify.annotations.NullMarked;
