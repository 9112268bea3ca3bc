// SPDX-License-Identifier: Apache-2.0
package io.agentauth.rotation;

import io.agentauth.vault.Place;
import io.agentauth.vault.Sealed;
import io.vertx.mutiny.sqlclient.Row;
import java.util.UUID;

/**
 * Where seals stand in a database: a column, and where each row's place is.
 *
 * @param table  the table, quoted where it has to be
 * @param column the column with the envelope, whose bytes 2 to 17 are the keyset's id
 * @param key    a uuid column that rows are gone through by
 * @param place  SQL for the record, slot, generation and version of the {@link Place}, in this order and separated by commas
 * @param field  the field of the {@link Place}
 */
public record SealedColumn(String table, String column, String key, String place, String field) {
    /** One seal, and where it belongs. */
    record Found(UUID key, Place place, Sealed sealed) {}

    /** Those of older keysets ($2) after a key ($1), at most $3, held until the transaction ends. What somebody else holds is left for the next time. */
    String select() {
        return "select " + key + " as row_key, environment_id, " + column + " as sealed, " + place + " from " + table
                + " where " + key + " > $1 and " + isSealedByAny("$2") + " order by " + key
                + " limit $3 for update skip locked";
    }

    /** Puts $3 in the place of $2. */
    String update() {
        return "update " + table + " set " + column + " = $3 where " + key + " = $1 and " + column + " = $2";
    }

    /** How many seals there are of the keysets $1. */
    String count() {
        return "select count(*) as n from " + table + " where " + isSealedByAny("$1");
    }

    private String isSealedByAny(String ids) {
        return "substring(" + column + " from 2 for 16) = any(array(select uuid_send(id) from unnest(" + ids
                + "::uuid[]) as id))";
    }

    Found read(Row row) {
        int at = row.getColumnIndex("sealed") + 1;
        Place where = new Place(
                row.getUUID("environment_id"),
                row.getUUID(at),
                row.getString(at + 1),
                field,
                row.getLong(at + 2),
                row.getLong(at + 3));
        return new Found(
                row.getUUID("row_key"),
                where,
                new Sealed(row.getBuffer("sealed").getBytes()));
    }
}
