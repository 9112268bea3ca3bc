// SPDX-License-Identifier: Apache-2.0
package io.agentauth.database;

import io.quarkus.logging.LoggingFilter;
import java.util.logging.Filter;
import java.util.logging.LogRecord;

/**
 * Keeps one message out of the log that says nothing: Vert.x does not stop the timer of a pooled query whose connection could not be made, and
 * half a minute after its caller was told, the timer finds that there is nobody left to tell.
 *
 * @see <a href="https://github.com/eclipse-vertx/vertx-sql-client/issues/1706">vertx-sql-client 1706</a>
 */
@LoggingFilter(name = "settled-pool-timeouts")
public final class SettledPoolTimeouts implements Filter {
    private static final String POOL = "io.vertx.sqlclient.impl.pool.SqlConnectionPool";

    @Override
    public boolean isLoggable(LogRecord line) {
        return !(line.getThrown() instanceof IllegalStateException thrown && isOfPoolTimer(thrown.getStackTrace()));
    }

    private static boolean isOfPoolTimer(StackTraceElement[] stack) {
        return stack.length > 1
                && stack[0].getClassName().equals("io.vertx.core.Promise")
                && stack[1].getClassName().equals(POOL)
                && stack[1].getMethodName().startsWith("lambda$execute$");
    }
}
