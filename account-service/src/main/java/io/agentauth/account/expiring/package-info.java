// SPDX-License-Identifier: Apache-2.0

/** Announces tokens that are due for renewal, a hint, once a version; and grants that end, once a consent. */
@NullMarked
package io.agentauth.account.expiring;

import org.jspecify.annotations.NullMarked;
