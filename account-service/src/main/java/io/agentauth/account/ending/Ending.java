// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.ending;

import io.agentauth.ids.AccountId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;

/**
 * What is to end.
 *
 * @param upToGeneration this generation and all below; the highest that was handed out
 */
public record Ending(
        EnvironmentId environmentId, AccountId accountId, ConnectionId connectionId, long upToGeneration) {}
