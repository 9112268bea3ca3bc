// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.audit;

import io.agentauth.account.audit.AuditStore.Entry;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Entries as rows of a table. A value that a spreadsheet would take for a formula begins with an apostrophe. */
final class CsvRow {
    static final String HEAD = "id,time,type,source,account_id,actor,key_id,data\r\n";
    private static final String FORMULA = "=+-@\t\r";

    private CsvRow() {}

    static String of(Entry entry) {
        return Stream.of(
                                entry.id().toString(),
                                entry.time().toString(),
                                entry.type(),
                                entry.source(),
                                text(entry.account()),
                                text(entry.actor()),
                                text(entry.key()),
                                entry.data())
                        .map(CsvRow::quoted)
                        .collect(Collectors.joining(","))
                + "\r\n";
    }

    static String quoted(String value) {
        String safe = !value.isEmpty() && FORMULA.indexOf(value.charAt(0)) >= 0 ? "'" + value : value;
        return '"' + safe.replace("\"", "\"\"") + '"';
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }
}
