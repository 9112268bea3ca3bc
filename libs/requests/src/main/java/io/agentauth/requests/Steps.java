// SPDX-License-Identifier: Apache-2.0
package io.agentauth.requests;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.util.function.Function;

/**
 * Work that goes on after its commit, because it asks others.
 *
 * @param beginning what the beginning is read as when the request is repeated
 * @param begin changes what is to be changed, in the transaction in which the key is taken, and says what the rest needs to know
 * @param answer how the answer is kept
 * @param finish the rest. It is repeated after a crash or a failure, with the same beginning: done twice it must be done once
 */
public record Steps<B, T>(
        Class<B> beginning, Function<SqlConnection, Uni<B>> begin, Kept<T> answer, Function<B, Uni<T>> finish) {}
