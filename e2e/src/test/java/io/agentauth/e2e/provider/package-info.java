// SPDX-License-Identifier: Apache-2.0
/** What providers, and the world around them, can do wrong: rows 6, 14 to 16, 20, 44 and 46 of the fault matrix, on one stack. */
@NullMarked
package io.agentauth.e2e.provider;

import org.jspecify.annotations.NullMarked;
