// SPDX-License-Identifier: Apache-2.0

/** The keysets that this service makes and holds. Stored wrapped, opened in memory only; two of them are given to who needs them. */
@NullMarked
package io.agentauth.refresher.keyset;

import org.jspecify.annotations.NullMarked;
