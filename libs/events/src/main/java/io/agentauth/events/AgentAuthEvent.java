// SPDX-License-Identifier: Apache-2.0
package io.agentauth.events;

import io.agentauth.ids.EnvironmentId;

/**
 * What happened: the data of one event, the same for our own services and for subscribers.
 *
 * <p>An event never carries a secret, sealed or not, nor a person's data: ids, versions, provider, status and reason only. Change is
 * additive; a breaking change is a new record with its own type. Consumers ignore types that they do not know.
 */
public sealed interface AgentAuthEvent permits EnvironmentEvent, ConnectionEvent, AccountEvent {
    /** The environment that the event belongs to. */
    EnvironmentId environmentId();

    /** The topic that carries it. */
    Topic topic();

    /** The Kafka key, and the CloudEvents subject: what events are in order of. */
    String key();

    /** The CloudEvents type, for example {@code agent-auth.account-created.v1}. */
    default String type() {
        return EventTypes.nameOf(getClass());
    }
}
