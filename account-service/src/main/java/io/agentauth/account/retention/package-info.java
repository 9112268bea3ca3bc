// SPDX-License-Identifier: Apache-2.0

/** What is kept for a while only: access records, and the log of events. */
@NullMarked
package io.agentauth.account.retention;

import org.jspecify.annotations.NullMarked;
