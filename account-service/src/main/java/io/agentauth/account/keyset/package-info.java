// SPDX-License-Identifier: Apache-2.0

/** The keysets that this service holds: its own for hashes, and its copy of the one for access tokens. Stored wrapped, opened in memory only. */
@NullMarked
package io.agentauth.account.keyset;

import org.jspecify.annotations.NullMarked;
