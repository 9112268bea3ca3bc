// SPDX-License-Identifier: Apache-2.0
package io.agentauth.bench;

import io.agentauth.bench.Figure.Target;
import io.agentauth.bench.Load.Measured;
import io.agentauth.identity.ApiKeyText;
import io.agentauth.localstack.Part;
import io.agentauth.vault.Reveal;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * The benchmarks, by name. Renewals come first: they need the most accounts, and making those warms everything up. {@code sizes} is run when it is
 * named only: what others leave behind would be counted.
 */
final class Benchmarks {
    static final List<String> NAMES =
            List.of("start", "renewals", "reads", "single-reads", "keys", "authorizations", "memory");

    private static final int PEOPLE = 16;
    private static final int READERS = 64;
    private static final int A_LOT = 1_000;
    private static final int IN_VAIN_MAX = 30;
    private static final int ROUNDS = 4;
    private static final int TABLES = 6;

    /** Until events are published and pushes are noted. */
    private static final Duration SETTLE = Duration.ofSeconds(10);

    private final Installation installation;
    private final Load load;
    private final Options options;
    private final List<String> accounts = new ArrayList<>();

    Benchmarks(Installation installation, Load load, Options options) {
        this.installation = installation;
        this.load = load;
        this.options = options;
    }

    List<Figure> run(String name) throws Exception {
        return switch (name) {
            case "start" -> start();
            case "authorizations" -> authorizations();
            case "reads" -> reads();
            case "single-reads" -> singleReads();
            case "keys" -> keys();
            case "renewals" -> renewals();
            case "memory" -> memory();
            case "sizes" -> sizes();
            default -> throw new IllegalArgumentException("there is no benchmark " + name + "; there are " + NAMES);
        };
    }

    private List<Figure> start() throws IOException {
        double seconds = Installation.timeToReady().toMillis() / 1e3;
        return List.of(new Figure(
                "up to ready, already built",
                String.format(Locale.ROOT, "%.1f s", seconds),
                "",
                new Target("20 s", "8 s"),
                seconds <= 20));
    }

    private List<Figure> authorizations() {
        Cpu cpu = new Cpu(installation);
        Measured seen = connectAccounts(options.warmUp(), options.span(), cpu);
        return List.of(figure(
                "complete authorizations, auth-url to active, " + PEOPLE + " people",
                seen,
                cpu,
                new Target("50/s", "200/s"),
                seen.perSecond() >= 50));
    }

    private Measured connectAccounts(Duration warmUp, Duration span, Cpu cpu) {
        List<Person> people = IntStream.range(0, PEOPLE)
                .mapToObj(i -> new Person(
                        installation, load.connect(installation.gateway()), load.connect(installation.emulator())))
                .toList();
        Measured seen = load.run(people.stream().map(Benchmarks::always).toList(), warmUp, span, cpu::start);
        people.forEach(person -> accounts.addAll(person.accounts()));
        return seen;
    }

    private List<Figure> reads() {
        requireAccounts(READERS);
        Cpu cpu = new Cpu(installation);
        Measured seen = read(READERS, cpu);
        return List.of(figure(
                "token reads, access record committed, " + READERS + " connections",
                seen,
                cpu,
                new Target("3,000/s, p99 < 60 ms", "5,500/s, 0.30 ms"),
                seen.perSecond() >= 3_000 && seen.millisAt(99) < 60));
    }

    private List<Figure> singleReads() {
        requireAccounts(1);
        Cpu cpu = new Cpu(installation);
        Measured seen = read(1, cpu);
        return List.of(figure(
                "token reads, one connection",
                seen,
                cpu,
                new Target("p50 3 ms, p99 10 ms", "2 / 5 ms"),
                seen.millisAt(50) <= 3 && seen.millisAt(99) <= 10));
    }

    private Measured read(int connections, Cpu cpu) {
        List<Supplier<Load.Operation>> readers = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            HttpConnection connection = load.connect(installation.gateway());
            Buffer request =
                    request("/v1/accounts/" + accounts.get(i % accounts.size()) + "/token", installation.apiKey());
            readers.add(always(() -> send(connection, request, 200)));
        }
        return load.run(readers, options.warmUp(), options.span(), cpu::start);
    }

    private List<Figure> keys() {
        Cpu malformed = new Cpu(installation);
        Measured refused = present(() -> "aa_test_not-a-key", malformed);
        Cpu unknown = new Cpu(installation);
        Measured asked = present(() -> ApiKeyText.next(ApiKeyText.Kind.TEST).reveal(Reveal.TO_SHOW_ONCE), unknown);
        return List.of(
                figure(
                        "malformed API keys",
                        refused,
                        malformed,
                        new Target("0.1 ms", ""),
                        malformed.perOperationMillis(refused.succeeded()) <= 0.1),
                figure(
                        "well-formed unknown API keys",
                        asked,
                        unknown,
                        new Target("0.3 ms", ""),
                        unknown.perOperationMillis(asked.succeeded()) <= 0.3));
    }

    private Measured present(Supplier<String> keys, Cpu cpu) {
        List<Supplier<Load.Operation>> callers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            HttpConnection connection = load.connect(installation.gateway());
            callers.add(always(() -> send(connection, request("/v1/accounts", keys.get()), 401)));
        }
        return load.run(callers, Duration.ofSeconds(15), options.span().dividedBy(2), cpu::start);
    }

    private List<Figure> renewals() throws SQLException, IOException, InterruptedException {
        requireAccounts(options.accounts());
        try {
            return List.of(
                    renewals(6, new Target("1,000/s, none late", ""), 1_000),
                    renewals(4, new Target("", "2,000/s, 0.7 ms"), 0));
        } finally {
            // The others are measured without renewals beside them.
            installation.accessTokenSeconds(3_600);
            pause(Duration.ofSeconds(10));
        }
    }

    /** With a life of {@code seconds}, tokens are renewed after 70 to 80 % of it: so many accounts, so many renewals a second. */
    private Figure renewals(int seconds, Target target, double floorPerSecond)
            throws SQLException, IOException, InterruptedException {
        installation.accessTokenSeconds(seconds);
        try (Connection database = installation.database(Part.TOKEN_REFRESHER)) {
            execute(
                    database,
                    "update \"grant\" as g set due_at = t.at, next_try_at = t.at from (select id, now() + random() * interval '"
                            + seconds + " s' as at from \"grant\") as t where t.id = g.id and g.status = 'live'");
            pause(options.warmUp());
            Cpu cpu = new Cpu(installation);
            cpu.start();
            long before = number(database, "select coalesce(sum(version), 0) from \"grant\"");
            long began = System.nanoTime();
            long late = 0;
            while (System.nanoTime() - began < options.span().toNanos()) {
                pause(Duration.ofMillis(500));
                late += number(database, "select count(*) from \"grant\" where status = 'live' and expires_at < now()");
            }
            long renewed = number(database, "select coalesce(sum(version), 0) from \"grant\"") - before;
            double perSecond = renewed * 1e9 / (System.nanoTime() - began);
            String seen =
                    String.format(Locale.ROOT, "%,.0f/s of %,d accounts, %d late", perSecond, accounts.size(), late);
            return new Figure(
                    "renewals of due tokens, life " + seconds + " s",
                    seen,
                    cpu.perOperation(renewed),
                    target,
                    perSecond >= floorPerSecond && (floorPerSecond == 0 || late == 0));
        }
    }

    private List<Figure> memory() {
        double gigabytes = installation.withoutEmulator().pssBytes() / 1e9;
        return List.of(new Figure(
                "memory of the whole stack (PSS)",
                String.format(Locale.ROOT, "%.2f GB", gigabytes),
                "",
                new Target("1.6 GB", "1.0 GB"),
                gigabytes <= 1.6));
    }

    /** Bytes, where the others measure time. */
    private List<Figure> sizes() throws SQLException, IOException {
        List<Figure> figures = new ArrayList<>();
        requireAccounts(PEOPLE);
        int before = accounts.size();
        Sizes empty = Sizes.now(installation);
        requireAccounts(before + options.accounts());
        pause(SETTLE);
        Sizes connected = Sizes.now(installation);
        figures.add(bytes("account, from nothing to active", connected.since(empty, (long) accounts.size() - before)));

        try (Connection database = installation.database(Part.TOKEN_REFRESHER)) {
            for (int round = 0; round < ROUNDS; round++) {
                renewAll(database);
            }
        }
        pause(SETTLE);
        Sizes renewed = Sizes.now(installation);
        figures.add(bytes("renewal", renewed.since(connected, (long) ROUNDS * accounts.size())));

        Measured reads = read(READERS, new Cpu(installation));
        pause(SETTLE);
        Sizes readOften = Sizes.now(installation);
        figures.add(bytes("token read", readOften.since(renewed, reads.succeeded())));
        figures.add(bytes("in all, " + before + " accounts", empty.inAll()));
        figures.add(bytes("in all, " + accounts.size() + " accounts", connected.inAll()));
        figures.add(bytes("in all, " + ROUNDS + " renewals each later", renewed.inAll()));
        figures.add(bytes("in all, " + reads.succeeded() + " reads later", readOften.inAll()));
        figures.add(bytes("Redis", Sizes.redisKeys(installation) + " keys"));
        for (Part owner : List.of(Part.ACCOUNT_SERVICE, Part.TOKEN_REFRESHER)) {
            figures.add(bytes(owner.wireName(), String.join(", ", Sizes.tables(installation, owner, TABLES))));
        }
        return figures;
    }

    private void renewAll(Connection database) throws SQLException {
        long before = number(database, "select sum(version) from \"grant\"");
        execute(database, "update \"grant\" set due_at = now(), next_try_at = now() where status = 'live'");
        while (number(database, "select sum(version) from \"grant\"") < before + accounts.size()) {
            pause(Duration.ofMillis(500));
        }
    }

    private static Figure bytes(String of, String seen) {
        return new Figure("bytes: " + of, seen, "", new Target("", ""), true);
    }

    /** The first ones take their time: nothing is warm then. */
    private void requireAccounts(int number) {
        int inVain = 0;
        while (accounts.size() < number) {
            int before = accounts.size();
            Duration span = Duration.ofSeconds(number - before > A_LOT ? 10 : 2);
            connectAccounts(Duration.ZERO, span, new Cpu(installation));
            inVain = accounts.size() == before ? inVain + 1 : 0;
            if (inVain == IN_VAIN_MAX) {
                throw new IllegalStateException("no account became active");
            }
        }
    }

    private Buffer request(String path, String key) {
        return HttpConnection.request(
                "GET", installation.gateway().getAuthority(), path, "Authorization: Bearer " + key + "\r\n", "");
    }

    private static CompletableFuture<Void> send(HttpConnection over, Buffer request, int wanted) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        over.send(
                request,
                answer -> {
                    if (answer.status() == wanted) {
                        done.complete(null);
                    } else {
                        done.completeExceptionally(new IllegalStateException(answer.status() + " " + answer.body()));
                    }
                },
                done::completeExceptionally);
        return done;
    }

    private static Figure figure(String work, Measured seen, Cpu cpu, Target target, boolean holds) {
        String text = String.format(
                Locale.ROOT,
                "%,.0f/s, p50 %.1f ms, p99 %.1f ms%s",
                seen.perSecond(),
                seen.millisAt(50),
                seen.millisAt(99),
                seen.failed() == 0 ? "" : ", " + seen.failed() + " failed: " + seen.firstFailure());
        return new Figure(work, text, cpu.perOperation(seen.succeeded()), target, holds && seen.failed() == 0);
    }

    private static Supplier<Load.Operation> always(Load.Operation operation) {
        return () -> operation;
    }

    private static void execute(Connection database, String sql) throws SQLException {
        try (PreparedStatement statement = database.prepareStatement(sql)) {
            statement.executeUpdate();
        }
    }

    private static long number(Connection database, String sql) throws SQLException {
        try (PreparedStatement statement = database.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static void pause(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }
}
