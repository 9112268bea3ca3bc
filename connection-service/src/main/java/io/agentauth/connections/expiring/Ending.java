// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.expiring;

import io.agentauth.outbox.NewEvent;
import io.micrometer.core.instrument.Counter;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.util.List;

/** What of environments ends by itself. */
interface Ending {
    /** Takes what ends soon and was not told of, at most so many, with what is to be told. In the caller's transaction. */
    Uni<List<NewEvent>> claim(SqlConnection tx, int limit);

    /** Counts what was told of. */
    Counter told();
}
