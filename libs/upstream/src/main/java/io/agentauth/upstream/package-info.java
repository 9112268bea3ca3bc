// SPDX-License-Identifier: Apache-2.0
/**
 * The one guarded door for every byte to a provider. {@link io.agentauth.upstream.Upstream} sends a request at most once, to an address that
 * was checked, and says afterwards whether the provider may have seen it. It never follows, retries or guesses for the caller.
 */
@NullMarked
package io.agentauth.upstream;

import org.jspecify.annotations.NullMarked;
