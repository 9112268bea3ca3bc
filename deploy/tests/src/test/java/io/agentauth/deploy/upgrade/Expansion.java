// SPDX-License-Identifier: Apache-2.0
package io.agentauth.deploy.upgrade;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a migration as the release before would feel it: what takes something away from it, or demands what it does not give. Not a parser of
 * SQL: statements are cut at semicolons, and comments and texts are left out.
 */
final class Expansion {
    /** What the release before could not live with. */
    enum Hardship {
        /** It reads, writes or relies on what is gone. */
        GONE,
        /** It knows it by another name. */
        RENAMED,
        /** It writes another type. */
        RETYPED,
        /** Its inserts do not name the column. */
        DEMANDED,
        /** Its rows may break a rule that it does not know. */
        NARROWED,
        /** It may no longer. */
        REVOKED,
        /** What it stored is not there. */
        EMPTIED
    }

    /** One hardship, and the statement that brings it. */
    record Found(Hardship hardship, String statement) {}

    private static final Pattern CONTRACT = Pattern.compile("(?m)^-- contract after ([0-9][0-9A-Za-z.-]*): \\S.*$");
    private static final Pattern LEFT_OUT = Pattern.compile("--[^\\n]*|/\\*.*?\\*/|'(?:[^']|'')*'", Pattern.DOTALL);
    private static final Pattern CREATED =
            Pattern.compile("\\bcreate (?:unlogged )?table (?:if not exists )?([^\\s(]+)");
    private static final Pattern CREATED_FUNCTION = Pattern.compile("\\bcreate function ([^\\s(]+)");
    private static final Pattern REVOKED_OF_FUNCTION = Pattern.compile("^revoke all on function ([^\\s(]+)");
    private static final Pattern ALTERED =
            Pattern.compile("\\balter table (?:if exists )?(?:only )?(\\S+) (.*)", Pattern.DOTALL);
    private static final Pattern UNIQUE_INDEX =
            Pattern.compile("\\bcreate unique index\\b.*?\\bon (?:only )?([^\\s(]+)");
    private static final Pattern DROPPED_CONSTRAINT = Pattern.compile("\\bdrop constraint (?:if exists )?([^\\s,]+)");
    private static final Pattern ADDED_CONSTRAINT =
            Pattern.compile("^add (?:constraint (\\S+) )?(?:check|unique|primary key|foreign key|exclude)\\b");
    private static final Pattern NAMED_CONSTRAINT = Pattern.compile("\\badd constraint (\\S+)");

    private final Set<String> created = new HashSet<>();
    private final Set<String> replaced = new HashSet<>();
    private final List<Found> found = new ArrayList<>();

    private Expansion(List<String> statements) {
        Set<String> added = new HashSet<>();
        for (String statement : statements) {
            CREATED.matcher(statement).results().forEach(table -> created.add(table.group(1)));
            CREATED_FUNCTION.matcher(statement).results().forEach(one -> created.add(one.group(1)));
            NAMED_CONSTRAINT.matcher(statement).results().forEach(one -> added.add(one.group(1)));
            DROPPED_CONSTRAINT.matcher(statement).results().forEach(one -> replaced.add(one.group(1)));
        }
        // That the new one of its name is wider is for people to see.
        replaced.retainAll(added);
    }

    /** Everything in {@code migration} that the release before could not live with. */
    static List<Found> hardships(String migration) {
        List<String> statements = statements(migration);
        Expansion expansion = new Expansion(statements);
        statements.forEach(expansion::judge);
        return expansion.found;
    }

    /** The release from which on nothing uses what the migration takes away, where it says so. */
    static Optional<String> contractAfter(String migration) {
        Matcher mark = CONTRACT.matcher(migration);
        return mark.find() ? Optional.of(mark.group(1)) : Optional.empty();
    }

    private static List<String> statements(String migration) {
        String plain = LEFT_OUT.matcher(migration).replaceAll(" ").toLowerCase(Locale.ROOT);
        return Pattern.compile(";")
                .splitAsStream(plain)
                .map(statement -> statement.replaceAll("\\s+", " ").strip())
                .filter(statement -> !statement.isEmpty())
                .toList();
    }

    private void judge(String statement) {
        Matcher alter = ALTERED.matcher(statement);
        if (alter.find()) {
            if (!created.contains(alter.group(1))) {
                actions(alter.group(2)).forEach(action -> judgeChange(action, statement));
            }
            return;
        }
        note(statement, "\\bdrop (?!not null\\b)", Hardship.GONE, statement);
        note(statement, "\\brename\\b", Hardship.RENAMED, statement);
        Matcher revoked = REVOKED_OF_FUNCTION.matcher(statement);
        if (!revoked.find() || !created.contains(revoked.group(1))) {
            note(statement, "\\brevoke\\b", Hardship.REVOKED, statement);
        }
        note(statement, "\\b(?:truncate|delete from)\\b", Hardship.EMPTIED, statement);
        Matcher index = UNIQUE_INDEX.matcher(statement);
        if (index.find() && !created.contains(index.group(1))) {
            found.add(new Found(Hardship.NARROWED, statement));
        }
    }

    /** Of a table that the release before knows. */
    private void judgeChange(String action, String statement) {
        Matcher dropped = DROPPED_CONSTRAINT.matcher(action);
        Matcher added = ADDED_CONSTRAINT.matcher(action);
        if (dropped.find()) {
            if (!replaced.contains(dropped.group(1))) {
                found.add(new Found(Hardship.GONE, statement));
            }
        } else if (added.find()) {
            if (added.group(1) == null || !replaced.contains(added.group(1))) {
                found.add(new Found(Hardship.NARROWED, statement));
            }
        } else if (action.startsWith("add ")) {
            note(
                    action,
                    "^(?!.*\\b(?:default|generated)\\b).*\\b(?:not null|primary key)\\b",
                    Hardship.DEMANDED,
                    statement);
        } else {
            note(action, "\\bdrop (?!not null\\b)", Hardship.GONE, statement);
            note(action, "^rename\\b", Hardship.RENAMED, statement);
            note(action, "^alter (?:column )?\\S+ (?:set data )?type\\b", Hardship.RETYPED, statement);
            note(action, "\\bset not null\\b", Hardship.DEMANDED, statement);
        }
    }

    private void note(String where, String pattern, Hardship hardship, String statement) {
        if (Pattern.compile(pattern).matcher(where).find()) {
            found.add(new Found(hardship, statement));
        }
    }

    /** The changes of one ALTER TABLE: cut at the commas that stand in no parenthesis. */
    private static List<String> actions(String changes) {
        List<String> actions = new ArrayList<>();
        int depth = 0;
        int from = 0;
        for (int i = 0; i < changes.length(); i++) {
            char c = changes.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == ',' && depth == 0) {
                actions.add(changes.substring(from, i).strip());
                from = i + 1;
            }
        }
        actions.add(changes.substring(from).strip());
        return actions;
    }
}
