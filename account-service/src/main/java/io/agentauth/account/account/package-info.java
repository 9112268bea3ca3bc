// SPDX-License-Identifier: Apache-2.0

/** Connected accounts: made, read, listed, paused, ended; and the one place that says which change of status is possible. */
@NullMarked
package io.agentauth.account.account;

import org.jspecify.annotations.NullMarked;
