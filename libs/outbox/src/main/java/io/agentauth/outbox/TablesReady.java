// SPDX-License-Identifier: Apache-2.0
package io.agentauth.outbox;

/** The service's tables are there: to be fired once, by whoever migrates them. Nothing is relayed or consumed before. */
public record TablesReady() {}
