// SPDX-License-Identifier: Apache-2.0
package io.agentauth.bench;

import io.agentauth.localstack.Part;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What is kept for one account, one renewal and one read: how much databases, write-ahead log, Kafka's logs and Redis have grown, divided by how
 * many there were. All of it is read after a checkpoint, so that nothing is still on its way.
 *
 * @param account bytes of account-service's database
 * @param refresher bytes of token-refresher's
 * @param wal bytes of the write-ahead log that were written, by all databases
 * @param kafka bytes of the brokers' log files, one copy
 * @param redis bytes of what Redis holds, without its buffers and tables
 * @param memory bytes of main memory (PSS) of all processes but the emulator's
 * @see <a href="https://redis.io/docs/latest/commands/info/">INFO: used_memory_dataset</a>
 */
record Sizes(long account, long refresher, long wal, long kafka, long redis, long memory) {
    static Sizes now(Installation installation) throws SQLException, IOException {
        long account;
        long wal;
        try (Connection database = installation.database(Part.ACCOUNT_SERVICE)) {
            execute(database, "checkpoint");
            account = number(database, "select pg_database_size(current_database())");
            wal = number(database, "select (pg_current_wal_lsn() - '0/0'::pg_lsn)::bigint");
        }
        try (Connection database = installation.database(Part.TOKEN_REFRESHER)) {
            long refresher = number(database, "select pg_database_size(current_database())");
            return new Sizes(
                    account,
                    refresher,
                    wal,
                    logs(installation.data()),
                    redis(installation, "memory", "used_memory_dataset:(\\d+)"),
                    installation.withoutEmulator().pssBytes());
        }
    }

    /** What has come to it since, as text. */
    String since(Sizes before, long operations) {
        return String.format(
                Locale.ROOT,
                "%,d B in account, %,d B in refresher, %,d B of WAL, %,d B in Kafka, %,d B in Redis",
                (account - before.account) / operations,
                (refresher - before.refresher) / operations,
                (wal - before.wal) / operations,
                (kafka - before.kafka) / operations,
                (redis - before.redis) / operations);
    }

    /** What of it does not grow with accounts, as text. */
    String inAll() {
        return String.format(Locale.ROOT, "memory (PSS) %,d MB, Redis %,d kB", memory / 1_000_000, redis / 1_000);
    }

    /** How many keys Redis holds. */
    static long redisKeys(Installation installation) throws IOException {
        return redis(installation, "keyspace", "db0:keys=(\\d+)");
    }

    /** The largest tables of a service, with their indexes. */
    static List<String> tables(Installation installation, Part owner, int most) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (Connection database = installation.database(owner);
                PreparedStatement statement = database.prepareStatement(
                        "select relname, pg_total_relation_size(oid) from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"
                                + " order by 2 desc limit " + most);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                tables.add(String.format(Locale.ROOT, "%s %,d kB", rows.getString(1), rows.getLong(2) / 1_024));
            }
        }
        return tables;
    }

    private static long logs(Path data) {
        try (Stream<Path> files = Files.walk(data.resolve("servers"))) {
            return files.filter(file ->
                            file.toString().contains("kafka") && file.toString().endsWith(".log"))
                    .filter(file -> !file.toString().contains("__"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A number of a section of Redis' INFO; 0 where it is not said. Redis takes commands as plain lines too, and hangs up when it is told QUIT. */
    private static long redis(Installation installation, String section, String pattern) throws IOException {
        try (Socket redis = new Socket(InetAddress.getLoopbackAddress(), installation.port(Part.REDIS))) {
            redis.getOutputStream().write(("INFO " + section + "\r\nQUIT\r\n").getBytes(StandardCharsets.US_ASCII));
            String said = new String(redis.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            Matcher found = Pattern.compile(pattern).matcher(said);
            return found.find() ? Long.parseLong(found.group(1)) : 0;
        }
    }

    private static void execute(Connection database, String sql) throws SQLException {
        try (PreparedStatement statement = database.prepareStatement(sql)) {
            statement.execute();
        }
    }

    private static long number(Connection database, String sql) throws SQLException {
        try (PreparedStatement statement = database.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
