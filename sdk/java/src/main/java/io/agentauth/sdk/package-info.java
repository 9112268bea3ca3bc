// SPDX-License-Identifier: Apache-2.0

/**
 * Agent Auth for Java: connect accounts of your users at third parties, and read tokens that are valid now. Begin with {@link
 * io.agentauth.sdk.AgentAuth}. Calls block; the interrupt of a thread cancels its call.
 */
@NullMarked
package io.agentauth.sdk;

import org.jspecify.annotations.NullMarked;
