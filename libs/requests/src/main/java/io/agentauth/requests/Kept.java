// SPDX-License-Identifier: Apache-2.0
package io.agentauth.requests;

import java.util.UUID;
import java.util.function.Function;

/**
 * How an answer is kept. It is stored as it is: no secret may be in it.
 *
 * @param type what it is read as
 * @param subject whom or what it is about, so that whoever erases that finds it
 */
public record Kept<T>(Class<T> type, Function<T, UUID> subject) {}
