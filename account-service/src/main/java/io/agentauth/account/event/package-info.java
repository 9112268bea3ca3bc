// SPDX-License-Identifier: Apache-2.0

/** What the services published, in the order of arrival: kept, and read by cursor. */
@NullMarked
package io.agentauth.account.event;

import org.jspecify.annotations.NullMarked;
