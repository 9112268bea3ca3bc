// SPDX-License-Identifier: Apache-2.0

/** How background work keeps time: turns that repeat, and items that wait a moment for company. Nothing here knows what the work is. */
@NullMarked
package io.agentauth.refresher.pace;

import org.jspecify.annotations.NullMarked;
