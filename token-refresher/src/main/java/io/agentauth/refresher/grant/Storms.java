// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.grant;

import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.GrantId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Waves of refusals (rule R16). When many accounts of one connection are refused at once, the provider or the registration is in trouble, not
 * the people: nobody more is condemned, somebody is alarmed, and when it is over everyone who was refused is presented once more. That
 * answer is believed.
 */
@ApplicationScoped
public class Storms {
    /** Why a refused grant is not condemned. */
    public static final String REASON = "provider_storm";

    private static final Logger LOG = Logger.getLogger(Storms.class);

    // $1 and $2 the grants refused now and what was presented, $3 window, $4 least, $5 percent. Others are counted as
    // far as the share needs,
    // so that a connection with a million accounts costs no more.
    private static final String BEGIN =
            """
            with refused as (
                select g.connection_id, g.environment_id, g.account_id
                  from unnest($1::uuid[], $2::bytea[]) as r (id, parent_hash) join "grant" as g on g.id = r.id
                 where g.token_hash = r.parent_hash and g.status = 'live' and not g.reprobed
            ), gone as (
                select connection_id, environment_id, count(distinct account_id) as accounts from (
                    select connection_id, environment_id, account_id from refused
                    union all
                    select d.connection_id, d.environment_id, d.account_id
                      from "grant" as d join (select distinct connection_id from refused) as c on c.connection_id = d.connection_id
                     where d.status = 'dead' and not d.reprobed
                       and d.condemned_at > statement_timestamp() - $3 * interval '1 millisecond') as one
                 group by connection_id, environment_id
            ), wave as (
                select connection_id, environment_id from gone
                 where accounts >= $4::bigint
                   and (select count(*) from (
                            select from "grant" as l
                             where l.connection_id = gone.connection_id and l.status = 'live' and l.id <> all($1)
                             limit gone.accounts * (100 - $5::bigint) / $5::bigint + 1) as other)
                       <= gone.accounts * (100 - $5::bigint) / $5::bigint
            )
            insert into storm as s (connection_id, environment_id, began_at, refused_at)
            select connection_id, environment_id, statement_timestamp(), statement_timestamp() from wave
            on conflict (connection_id) do update
               set began_at = excluded.began_at, refused_at = excluded.refused_at, ended_at = null where s.ended_at is not null
            returning connection_id
            """;
    // Refusals of one connection are judged one set after the other: else several at once would each be too few.
    private static final String LOCK =
            """
            select pg_advisory_xact_lock(hashtextextended('storm ' || connection_id, 0))
              from (select distinct connection_id from "grant" where id = any($1) order by connection_id) as c
            """;
    private static final String WITHHOLD =
            """
            with open as (
                update storm as s set refused_at = statement_timestamp()
                  from (select distinct connection_id from "grant" where id = any($1)) as c
                 where s.connection_id = c.connection_id and s.ended_at is null
                returning s.connection_id
            )
            select g.id from "grant" as g join open on open.connection_id = g.connection_id where g.id = any($1) and not g.reprobed
            """;
    // $1 longest, $2 quiet, $3 window, $4 spread.
    private static final String END =
            """
            with over as (
                update storm as s set ended_at = statement_timestamp()
                 where s.ended_at is null
                   and (s.began_at <= statement_timestamp() - $1 * interval '1 millisecond'
                        or (s.refused_at <= statement_timestamp() - $2 * interval '1 millisecond'
                            and exists (select from "grant" as g
                                         where g.connection_id = s.connection_id and g.status = 'live' and g.version > 1
                                           and g.received_at > s.refused_at)))
                returning s.connection_id, s.began_at
            ), again as (
                update "grant" as g
                   set status = 'live', reprobed = true, health = 'degraded', reason = 'storm_over', lease_owner = null, lease_until = null,
                       next_try_at = statement_timestamp() + random() * $4 * interval '1 millisecond', updated_at = clock_timestamp()
                  from over
                 where g.connection_id = over.connection_id and g.refresh_token is not null and not g.reprobed
                   and ((g.status = 'live' and g.reason = 'provider_storm')
                        or (g.status = 'dead' and g.condemned_at > over.began_at - $3 * interval '1 millisecond'))
                returning g.connection_id
            )
            select over.connection_id, (select count(*) from again where again.connection_id = over.connection_id) as grants from over
            """;
    private static final String OPEN = "select count(*) from storm where ended_at is null";

    private final Pool pool;
    private final StormConfig config;
    private final Counter begun;
    private final AtomicLong open = new AtomicLong();

    @Inject
    Storms(@ReactiveDataSource("worker") Pool pool, StormConfig config, MeterRegistry registry) {
        this.pool = pool;
        this.config = config;
        this.begun = registry.counter("agentauth.storms.begun");
        registry.gauge("agentauth.storms.open", open);
    }

    /** The same in the caller's transaction, with every refusal that is not to be believed now turned into a failure that waits. */
    public Uni<List<Settlement>> withhold(SqlConnection tx, List<Settlement> settlements) {
        List<Claim> refused = settlements.stream()
                .filter(Settlement.Refused.class::isInstance)
                .map(Settlement::claim)
                .toList();
        return refused.isEmpty()
                ? Uni.createFrom().item(settlements)
                : lock(tx, refused)
                        .chain(() -> begin(tx, refused))
                        .chain(() -> held(tx, refused))
                        .map(held -> withheld(settlements, held));
    }

    /** Ends the storms that are over. Returns how many grants are presented once more. */
    public Uni<Long> end() {
        Tuple parameters = Tuple.of(
                config.longest().toMillis(),
                config.quiet().toMillis(),
                config.window().toMillis(),
                config.spread().toMillis());
        return pool.preparedQuery(END)
                .execute(parameters)
                .map(rows -> Columns.list(rows, row -> {
                    LOG.warnf(
                            "the storm at %s is over: %d refused grants are presented once more",
                            new ConnectionId(row.getUUID("connection_id")), row.getLong("grants"));
                    return row.getLong("grants");
                }))
                .call(_ -> count())
                .map(each -> each.stream().mapToLong(Long::longValue).sum());
    }

    private static Uni<Void> lock(SqlConnection tx, List<Claim> refused) {
        return tx.preparedQuery(LOCK).execute(ids(refused)).replaceWithVoid();
    }

    private static Tuple ids(List<Claim> refused) {
        return Columns.of(refused).uuid(claim -> claim.grantId().value()).tuple();
    }

    private Uni<Void> begin(SqlConnection tx, List<Claim> refused) {
        Tuple parameters = Columns.of(refused)
                .uuid(claim -> claim.grantId().value())
                .bytes(claim -> claim.parent().bytes())
                .tuple()
                .addLong(config.window().toMillis())
                .addLong((long) config.least())
                .addLong((long) config.percent());
        return tx.preparedQuery(BEGIN)
                .execute(parameters)
                .invoke(rows -> rows.forEach(row -> alarm(new ConnectionId(row.getUUID("connection_id")))))
                .replaceWithVoid();
    }

    private void alarm(ConnectionId connection) {
        LOG.errorf(
                "storm at %s: the provider refuses many accounts at once; nobody is condemned until it is over",
                connection);
        begun.increment();
    }

    private static Uni<Set<GrantId>> held(SqlConnection tx, List<Claim> refused) {
        return tx.preparedQuery(WITHHOLD)
                .execute(ids(refused))
                .map(rows -> new HashSet<>(Columns.list(rows, row -> new GrantId(row.getUUID("id")))));
    }

    private List<Settlement> withheld(List<Settlement> settlements, Set<GrantId> held) {
        List<Settlement> judged = new ArrayList<>(settlements.size());
        for (Settlement one : settlements) {
            boolean waits = one instanceof Settlement.Refused
                    && held.contains(one.claim().grantId());
            judged.add(waits ? waiting(one.claim()) : one);
        }
        return judged;
    }

    /** Until the storm's end, which looks for it by its reason. */
    private Settlement waiting(Claim claim) {
        Health health = claim.alive() ? Health.REFRESH_DUE : Health.DEGRADED;
        return new Settlement.Failed(
                claim, health, Math.max(1, claim.failures()), config.longest(), "withheld", REASON);
    }

    private Uni<Void> count() {
        return pool.query(OPEN)
                .execute()
                .invoke(rows -> open.set(rows.iterator().next().getLong(0)))
                .replaceWithVoid();
    }
}
