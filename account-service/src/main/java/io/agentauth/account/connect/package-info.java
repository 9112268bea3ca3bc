// SPDX-License-Identifier: Apache-2.0

/** What the hosted pages are shown and told: a link looked at, a link clicked, how it ended. For callback-gateway alone. */
@NullMarked
package io.agentauth.account.connect;

import org.jspecify.annotations.NullMarked;
