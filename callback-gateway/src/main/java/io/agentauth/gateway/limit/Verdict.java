// SPDX-License-Identifier: Apache-2.0
package io.agentauth.gateway.limit;

/**
 * What a caller has left in this second.
 *
 * @param allowed whether this request may pass
 * @param limit requests a second
 * @param remaining requests left until the next second; an estimate, since replicas tell each other in blocks
 */
public record Verdict(boolean allowed, int limit, int remaining) {}
