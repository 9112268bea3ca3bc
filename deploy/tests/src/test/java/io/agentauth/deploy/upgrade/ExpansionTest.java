// SPDX-License-Identifier: Apache-2.0
package io.agentauth.deploy.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.deploy.upgrade.Expansion.Found;
import io.agentauth.deploy.upgrade.Expansion.Hardship;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpansionTest {
    @DisplayName("fault matrix 53: what the release before could not live with is found")
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GONE     | drop table flow;",
                "GONE     | DROP INDEX grant_due;",
                "GONE     | alter table flow drop column reason;",
                "GONE     | alter table flow add column why text, drop reason;",
                "GONE     | alter table flow alter column scopes drop default;",
                "GONE     | alter table flow drop constraint flow_state_hash_key;",
                "GONE     | do $$ begin execute 'x'; drop function current_environment(); end $$;",
                "RENAMED  | alter table flow rename to journey;",
                "RENAMED  | alter table flow rename column reason to why;",
                "RENAMED  | alter index grant_due rename to due;",
                "RETYPED  | alter table flow alter column generation type int;",
                "RETYPED  | alter table flow alter generation set data type numeric(9, 2);",
                "DEMANDED | alter table flow alter column reason set not null;",
                "DEMANDED | alter table flow add column why text not null;",
                "DEMANDED | alter table flow add column a text default 'x', add b numeric(9, 2) not null;",
                "DEMANDED | alter table if exists only flow add id bigint primary key;",
                "NARROWED | alter table flow add constraint few check (generation < 5);",
                "NARROWED | alter table flow add unique (account_id);",
                "NARROWED | alter table flow add foreign key (account_id) references account (id);",
                "NARROWED | create unique index flow_of_account on flow (account_id);",
                "REVOKED  | revoke insert on flow from app;",
                "REVOKED  | create function g() returns int as 'x'; revoke all on function f() from public;",
                "EMPTIED  | truncate flow;",
                "EMPTIED  | delete from flow where outcome is null;",
            })
    void hardshipsAreFound(Hardship hardship, String migration) {
        assertThat(Expansion.hardships(migration)).extracting(Found::hardship).containsExactly(hardship);
    }

    @DisplayName("fault matrix 53: what only adds is let through")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "create table flow (id uuid not null primary key, kind text not null check (kind in ('a', 'b')), unique (kind));",
                "create table flow (id uuid); create unique index one on flow (id); alter table flow add a text not null;",
                "alter table flow add column why text;",
                "alter table flow add column why text not null default 'none', add seen boolean default false not null;",
                "alter table flow add column n bigint generated always as identity;",
                "alter table flow add column kind text check (kind in ('a', 'b'));",
                "alter table flow alter column reason drop not null;",
                "alter table flow drop constraint kinds; alter table flow add constraint kinds check (kind in ('a', 'b', 'c'));",
                "create index flow_kind on flow (kind);",
                "grant select on flow to app;",
                "create function f() returns int as 'x'; revoke all on function f() from public;",
                "-- drop table flow; rename it\ninsert into note (text) values ('drop table flow; it''s text'); /* truncate */",
                "update flow set why = 'none' where why is null;",
            })
    void whatOnlyAddsIsLetThrough(String migration) {
        assertThat(Expansion.hardships(migration)).isEmpty();
    }

    @Test
    void aMarkNamesTheReleaseFromWhichOnNothingUsesIt() {
        assertThat(Expansion.contractAfter("-- contract after 0.2: reasons are words of their own\ndrop table reason;"))
                .contains("0.2");
        assertThat(Expansion.contractAfter("-- contract after 0.2:\ndrop table reason;"))
                .isEmpty();
        assertThat(Expansion.contractAfter("drop table reason;")).isEmpty();
    }
}
