// SPDX-License-Identifier: Apache-2.0

/** Announces tokens that are due for renewal: a hint, once a version. */
@NullMarked
package io.agentauth.account.expiring;

import org.jspecify.annotations.NullMarked;
