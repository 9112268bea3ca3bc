// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.audit;

import io.agentauth.account.audit.AuditResource.Query;
import io.agentauth.account.audit.AuditStore.Below;
import io.agentauth.account.audit.AuditStore.Entry;
import io.agentauth.account.audit.AuditStore.Filter;
import io.agentauth.account.audit.ExportStore.Exported;
import io.agentauth.identity.CurrentCaller;
import io.agentauth.identity.Permission;
import io.agentauth.ids.EnvironmentId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** The trail as a file: with its chain for whoever checks it, or as a table for whoever reads it. Streamed, however long it is. */
@Path("/v1/audit")
public class ExportResource {
    private static final int PAGE = 500;

    private final CurrentCaller caller;
    private final ExportStore blocks;
    private final AuditStore entries;

    @Inject
    ExportResource(CurrentCaller caller, ExportStore blocks, AuditStore entries) {
        this.caller = caller;
        this.blocks = blocks;
        this.entries = entries;
    }

    // As plain text: whatever type has json in its name the REST layer makes one array of.
    /**
     * JSON Lines, the oldest first: each block of the chain that was closed from {@code from} to {@code to}, and behind it its entries. What is younger
     * than the last block is not in it.
     */
    @GET
    @Path("/export")
    @Produces(MediaType.TEXT_PLAIN)
    public Multi<String> chain(@RestQuery @Nullable String from, @RestQuery @Nullable String to) {
        EnvironmentId environment = caller.get().requireEnvironment(Permission.AUDIT_READ);
        Query query = new Query();
        query.from = from;
        query.to = to;
        Filter filter = AuditResource.filter(query);
        AtomicLong last = new AtomicLong();
        return Multi.createBy()
                .repeating()
                .uni(() -> blocks.next(environment, last.get(), filter.from(), filter.to())
                        .invoke(found -> found.ifPresent(block -> last.set(block.number()))))
                .until(Optional::isEmpty)
                .map(found -> found.map(Exported::lines).orElse(""));
    }

    /** Comma-separated values (RFC 4180), the newest first, with the filters of the list. */
    @GET
    @Path("/export.csv")
    @Produces("text/csv")
    public Multi<String> table(@BeanParam Query query) {
        EnvironmentId environment = caller.get().requireEnvironment(Permission.AUDIT_READ);
        Filter filter = AuditResource.filter(query);
        AtomicReference<Below> below = new AtomicReference<>(AuditResource.TOP);
        Multi<String> rows = Multi.createBy()
                .repeating()
                .uni(() -> page(environment, filter, below))
                .until(List::isEmpty)
                .map(page -> page.stream().map(CsvRow::of).collect(Collectors.joining()));
        return Multi.createBy().concatenating().streams(Multi.createFrom().item(CsvRow.HEAD), rows);
    }

    private Uni<List<Entry>> page(EnvironmentId environment, Filter filter, AtomicReference<Below> below) {
        return entries.page(environment, filter, below.get(), PAGE).invoke(page -> {
            if (!page.isEmpty()) {
                Entry last = page.getLast();
                below.set(new Below(last.time(), last.id().value()));
            }
        });
    }
}
