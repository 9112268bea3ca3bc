// SPDX-License-Identifier: Apache-2.0

/**
 * Verifications: where an environment wants it, the application says who consented before the code is exchanged. A token made at the callback goes
 * with that browser to the application, whose back end shows it here together with whom it has before it.
 */
@NullMarked
package io.agentauth.account.verification;

import org.jspecify.annotations.NullMarked;
