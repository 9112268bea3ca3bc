// SPDX-License-Identifier: Apache-2.0

/**
 * The contract between the services and with every subscriber: one record per event, the topics, and the one codec. CloudEvents 1.0 in binary
 * mode, JSON in snake_case. Golden samples and a JSON Schema per type lie beside the code; tests hold the three together.
 */
@NullMarked
package io.agentauth.events;

import org.jspecify.annotations.NullMarked;
