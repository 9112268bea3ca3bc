// SPDX-License-Identifier: Apache-2.0
/**
 * OAuth 2.x as pairs of pure functions: one builds a request, one reads the answer. No I/O, no clock of its own, no injection. Whatever a
 * provider says is hostile input: reading is lenient where providers are off-spec, and never believes more than it was told. How a
 * provider differs from the RFCs is told by values ({@link io.agentauth.oauth.TokenEndpoint}, {@link io.agentauth.oauth.TokenShape},
 * {@link io.agentauth.oauth.ErrorRules}), never by its name.
 */
@NullMarked
package io.agentauth.oauth;

import org.jspecify.annotations.NullMarked;
