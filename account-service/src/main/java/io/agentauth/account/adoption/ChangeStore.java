// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.adoption;

import io.agentauth.account.adoption.HeldAccount.State;
import io.agentauth.account.adoption.TokenPush.ProviderAccount;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.AuthorizationId;
import io.agentauth.providers.Site;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes what changed of a set of accounts: one statement a kind of row, whatever their number. In the caller's transaction. */
@ApplicationScoped
class ChangeStore {
    private static final String SEPARATOR = "\n";

    private static final String PUT_TOKENS =
            """
            insert into access_token as t (account_id, environment_id, slot, epoch, generation, version, sealed, token_type, scopes,
                                           received_at, expires_at, due_at, grant_ends_at, warn_at)
            select account_id, environment_id, slot, epoch, generation, version, sealed, token_type, string_to_array(scopes, e'\\n'),
                   received_at, expires_at, due_at, grant_ends_at, warn_at
              from unnest($1::uuid[], $2::uuid[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bytea[], $8::text[], $9::text[],
                          $10::timestamptz[], $11::timestamptz[], $12::timestamptz[], $13::timestamptz[], $14::timestamptz[])
                as n(account_id, environment_id, slot, epoch, generation, version, sealed, token_type, scopes, received_at, expires_at, due_at,
                     grant_ends_at, warn_at)
            on conflict (account_id, slot) do update
               set epoch = excluded.epoch, generation = excluded.generation, version = excluded.version, sealed = excluded.sealed,
                   token_type = excluded.token_type, scopes = excluded.scopes, received_at = excluded.received_at,
                   expires_at = excluded.expires_at, due_at = excluded.due_at, announced_at = null,
                   grant_ends_at = excluded.grant_ends_at, warn_at = excluded.warn_at,
                   warned_at = case when t.generation = excluded.generation then t.warned_at end
             where (t.epoch, t.generation, t.version) < (excluded.epoch, excluded.generation, excluded.version)
            """;
    private static final String PUT_ENDS =
            """
            insert into grant_end as e (account_id, slot, generation, version, reason)
            select * from unnest($1::uuid[], $2::text[], $3::bigint[], $4::bigint[], $5::text[])
            on conflict (account_id, slot) do update
               set generation = excluded.generation, version = excluded.version, reason = excluded.reason
             where (e.generation, e.version) < (excluded.generation, excluded.version)
            """;
    private static final String UPDATE_ACCOUNTS =
            """
            update account a
               set status = n.status, status_reason = n.status_reason, health = n.health, health_at = n.health_at, generation = n.generation,
                   generation_last = greatest(a.generation_last, n.generation),
                   generation_reauth = case when n.status = 'expired' then a.generation_reauth end,
                   granted_scopes = string_to_array(n.granted_scopes, e'\\n'),
                   missing_scopes = coalesce(string_to_array(n.missing_scopes, e'\\n'), a.missing_scopes),
                   last_refreshed_at = n.last_refreshed_at, provider_subject = coalesce(n.subject, a.provider_subject),
                   provider_email = coalesce(n.email, case when n.subject is null or n.subject = a.provider_subject then a.provider_email end),
                   provider_name = coalesce(n.name, case when n.subject is null or n.subject = a.provider_subject then a.provider_name end),
                   provider_issuer = coalesce(n.issuer, a.provider_issuer), version = n.version, updated_at = now(),
                   facts = case when n.begun then n.facts::jsonb else a.facts || n.facts::jsonb end,
                   sites = coalesce(n.sites::jsonb, a.sites)
              from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::bigint[], $7::text[], $8::text[],
                          $9::timestamptz[], $10::text[], $11::text[], $12::text[], $13::text[], $14::bigint[], $15::boolean[], $16::text[], $17::text[])
                as n(id, status, status_reason, health, health_at, generation, granted_scopes, missing_scopes, last_refreshed_at, subject,
                     email, name, issuer, version, begun, facts, sites)
             where a.id = n.id
            """;
    private static final String SUCCEED =
            """
            update authorization_attempt t
               set status = 'succeeded', reason = null, ended_at = now(), claim = null, claimed_until = null, form_nonce = null, entered = null
              from unnest($1::uuid[], $2::bigint[]) as n(account_id, generation)
             where t.account_id = n.account_id and t.generation = n.generation and t.status <> 'succeeded'
            returning t.account_id, t.id, t.scopes,
                      (select scope_covers from connection_copy c where c.connection_id = t.connection_id) as scope_covers
            """;

    /**
     * An authorization that succeeded, and what it had asked for.
     *
     * @param covers what a scope, once granted, includes under other names
     */
    record Succeeded(AuthorizationId id, List<String> scopes, JsonObject covers) {
        /** Those that {@code granted} does not include, also not under another name; none where a provider does not say what it granted. */
        List<String> missing(List<String> granted) {
            if (granted.isEmpty()) {
                return List.of();
            }
            Set<Object> included = new HashSet<>(granted);
            granted.forEach(scope ->
                    included.addAll(covers.getJsonArray(scope, new JsonArray()).getList()));
            return scopes.stream().filter(scope -> !included.contains(scope)).toList();
        }
    }

    private final WarningConfig warnings;

    @Inject
    ChangeStore(WarningConfig warnings) {
        this.warnings = warnings;
    }

    Uni<Void> putTokens(SqlConnection tx, List<TokenPush> tokens) {
        return tokens.isEmpty()
                ? Uni.createFrom().voidItem()
                : tx.preparedQuery(PUT_TOKENS)
                        .execute(Tuple.tuple()
                                .addArrayOfUUID(
                                        uuids(tokens, token -> token.accountId().value()))
                                .addArrayOfUUID(uuids(
                                        tokens, token -> token.environmentId().value()))
                                .addArrayOfString(texts(tokens, TokenPush::slot))
                                .addArrayOfLong(longs(tokens, TokenPush::epoch))
                                .addArrayOfLong(longs(tokens, TokenPush::generation))
                                .addArrayOfLong(longs(tokens, TokenPush::version))
                                .addValue(tokens.stream()
                                        .map(token -> Buffer.buffer(
                                                token.sealedToken().bytes()))
                                        .toArray(Buffer[]::new))
                                .addArrayOfString(texts(tokens, TokenPush::tokenType))
                                .addArrayOfString(texts(tokens, token -> String.join(SEPARATOR, token.granted())))
                                .addArrayOfOffsetDateTime(times(tokens, TokenPush::receivedAt))
                                .addArrayOfOffsetDateTime(times(tokens, TokenPush::expiresAt))
                                .addArrayOfOffsetDateTime(times(tokens, TokenPush::dueAt))
                                .addArrayOfOffsetDateTime(times(tokens, TokenPush::grantEndsAt))
                                .addArrayOfOffsetDateTime(times(tokens, token -> token.warnAt(warnings.before()))))
                        .replaceWithVoid();
    }

    Uni<Void> putEnds(SqlConnection tx, List<HeldAccount> accounts) {
        List<End> ends = accounts.stream()
                .flatMap(account -> account.ended().entrySet().stream()
                        .map(end -> new End(account.identity().id(), end.getKey(), end.getValue())))
                .toList();
        return ends.isEmpty()
                ? Uni.createFrom().voidItem()
                : tx.preparedQuery(PUT_ENDS)
                        .execute(Tuple.tuple()
                                .addArrayOfUUID(uuids(ends, end -> end.account().value()))
                                .addArrayOfString(texts(ends, End::slot))
                                .addArrayOfLong(longs(ends, end -> end.end().generation()))
                                .addArrayOfLong(longs(ends, end -> end.end().version()))
                                .addArrayOfString(texts(ends, end -> end.end().reason())))
                        .replaceWithVoid();
    }

    private record End(AccountId account, String slot, GrantEnd end) {}

    /** {@code succeeded} says what the new generations had asked for. */
    Uni<Void> updateAccounts(SqlConnection tx, List<HeldAccount> accounts, Map<UUID, Succeeded> succeeded) {
        List<State> states = accounts.stream().map(HeldAccount::after).toList();
        List<ProviderAccount> providers =
                accounts.stream().map(HeldAccount::providerAccount).toList();
        return accounts.isEmpty()
                ? Uni.createFrom().voidItem()
                : tx.preparedQuery(UPDATE_ACCOUNTS)
                        .execute(Tuple.tuple()
                                .addArrayOfUUID(uuids(
                                        accounts,
                                        account -> account.identity().id().value()))
                                .addArrayOfString(texts(states, State::status))
                                .addArrayOfString(texts(states, State::statusReason))
                                .addArrayOfString(texts(states, State::health))
                                .addArrayOfOffsetDateTime(times(states, State::healthAt))
                                .addArrayOfLong(longs(states, State::generation))
                                .addArrayOfString(texts(states, state -> String.join(SEPARATOR, state.grantedScopes())))
                                .addArrayOfString(texts(accounts, account -> missing(account, succeeded)))
                                .addArrayOfOffsetDateTime(times(states, State::lastRefreshedAt))
                                .addArrayOfString(texts(providers, ProviderAccount::subject))
                                .addArrayOfString(texts(providers, ProviderAccount::email))
                                .addArrayOfString(texts(providers, ProviderAccount::name))
                                .addArrayOfString(texts(providers, ProviderAccount::issuer))
                                .addArrayOfLong(longs(states, State::version))
                                .addArrayOfBoolean(accounts.stream()
                                        .map(HeldAccount::hasNewGeneration)
                                        .toArray(Boolean[]::new))
                                .addArrayOfString(texts(accounts, ChangeStore::facts))
                                .addArrayOfString(texts(accounts, ChangeStore::sites)))
                        .replaceWithVoid();
    }

    private static String facts(HeldAccount account) {
        return new JsonObject(new HashMap<>(account.facts())).encode();
    }

    private static @Nullable String sites(HeldAccount account) {
        List<Site> sites = account.sites();
        if (sites == null) {
            return null;
        }
        JsonArray list = new JsonArray();
        sites.forEach(site -> list.add(new JsonObject()
                .put("id", site.id())
                .put("name", site.name())
                .put("url", site.url() == null ? null : site.url().toString())));
        return list.encode();
    }

    private static @Nullable String missing(HeldAccount account, Map<UUID, Succeeded> succeeded) {
        Succeeded asked = succeeded.get(account.identity().id().value());
        return asked == null
                ? null
                : String.join(SEPARATOR, asked.missing(account.after().grantedScopes()));
    }

    /** The authorizations that led to the generations now in use, by account. */
    Uni<Map<UUID, Succeeded>> succeed(SqlConnection tx, List<HeldAccount> accounts) {
        if (accounts.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        return tx.preparedQuery(SUCCEED)
                .execute(Tuple.tuple()
                        .addArrayOfUUID(uuids(
                                accounts, account -> account.identity().id().value()))
                        .addArrayOfLong(
                                longs(accounts, account -> account.after().generation())))
                .map(rows -> {
                    Map<UUID, Succeeded> succeeded = new HashMap<>();
                    rows.forEach(row -> succeeded.put(
                            row.getUUID("account_id"),
                            new Succeeded(
                                    new AuthorizationId(row.getUUID("id")),
                                    List.of(row.getArrayOfStrings("scopes")),
                                    Objects.requireNonNullElseGet(
                                            row.getJsonObject("scope_covers"), JsonObject::new))));
                    return succeeded;
                });
    }

    private static <T> UUID[] uuids(List<T> of, Function<T, UUID> read) {
        return of.stream().map(read).toArray(UUID[]::new);
    }

    private static <T> Long[] longs(List<T> of, Function<T, Long> read) {
        return of.stream().map(read).toArray(Long[]::new);
    }

    private static <T> @Nullable String[] texts(List<T> of, Function<T, @Nullable String> read) {
        @Nullable String[] texts = new String[of.size()];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = read.apply(of.get(i));
        }
        return texts;
    }

    private static <T> @Nullable OffsetDateTime[] times(List<T> of, Function<T, @Nullable Instant> read) {
        @Nullable OffsetDateTime[] times = new OffsetDateTime[of.size()];
        for (int i = 0; i < times.length; i++) {
            Instant time = read.apply(of.get(i));
            times[i] = time == null ? null : time.atOffset(ZoneOffset.UTC);
        }
        return times;
    }
}
