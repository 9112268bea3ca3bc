// SPDX-License-Identifier: Apache-2.0

/**
 * Events leave a service exactly when its change commits: {@link io.agentauth.outbox.Outbox} appends in the caller's transaction, the relay
 * publishes afterwards, at least once and in order per key. {@link io.agentauth.outbox.EventSubscriber} is the other end, and
 * {@link io.agentauth.outbox.Inbox} makes it apply each event once. Kafka being away stops nothing but the publication.
 */
@NullMarked
package io.agentauth.outbox;

import org.jspecify.annotations.NullMarked;
