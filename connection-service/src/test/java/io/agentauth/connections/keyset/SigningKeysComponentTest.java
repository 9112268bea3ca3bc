// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.keyset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.agentauth.connections.Neighbours;
import io.agentauth.connections.keyset.SigningKeys.Keys;
import io.agentauth.database.Database;
import io.agentauth.database.Migration;
import io.agentauth.problems.ProblemException;
import io.agentauth.testkit.ServersResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A new installation, as often as it is wanted: what signs it now steps aside for the test. */
@QuarkusTest
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "connection"))
@WithTestResource(Neighbours.class)
class SigningKeysComponentTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Inject
    SigningKeys signing;

    @Inject
    Database database;

    @Inject
    Migration migration;

    @Inject
    Wrapping wrapping;

    @Inject
    Vertx vertx;

    private final AtomicInteger made = new AtomicInteger();
    private final CountDownLatch slow = new CountDownLatch(1);
    private String before;

    @BeforeEach
    void noKeyYet() {
        before = item(signing.whenMade()).signer().getKeyID();
        retireAll();
    }

    @AfterEach
    void theOldKeySignsAgain() {
        slow.countDown();
        retireAll();
        var _ = item(database.worker()
                .preparedQuery("update signing_key set is_current = true, retired_at = null where id = $1")
                .execute(Tuple.of(before)));
    }

    @Test
    void theFirstKeyIsMadeOnceHoweverManyWantItAndWhoeverGivesUp() {
        SigningKeys keys = starter();

        // Somebody starts it and gives up, others ask for it meanwhile and give up too.
        giveUp(keys.whenMade());
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(made).hasValue(1));
        for (int i = 0; i < 20; i++) {
            giveUp(keys.get());
            giveUp(keys.read());
            giveUp(keys.whenMade());
        }
        List<UniAssertSubscriber<Keys>> patient =
                Stream.generate(() -> subscriber(keys.whenMade())).limit(20).toList();
        var refused = subscriber(keys.get());
        assertThat(refused.awaitFailure(PATIENCE).getFailure()).isInstanceOf(ProblemException.class);
        slow.countDown();

        List<String> heard = patient.stream()
                .map(one -> one.awaitItem(PATIENCE).getItem().signer().getKeyID())
                .distinct()
                .toList();
        assertThat(heard).containsExactly(item(keys.get()).signer().getKeyID());
        assertThat(made).hasValue(1);
        assertThat(stored()).isOne();
    }

    @Test
    void ofReplicasThatStartAtOnceTheFirstOnesKeyCounts() {
        List<SigningKeys> replicas = List.of(starter(), starter(), starter());

        List<UniAssertSubscriber<Keys>> starting =
                replicas.stream().map(replica -> subscriber(replica.whenMade())).toList();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(made).hasValue(3));
        slow.countDown();

        assertThat(starting.stream()
                        .map(one -> one.awaitItem(PATIENCE).getItem())
                        .map(keys -> keys.signer().getKeyID() + keys.jwks())
                        .distinct())
                .hasSize(1);
        assertThat(stored()).isOne();
    }

    private SigningKeys starter() {
        return new SigningKeys(database, migration, wrapping, vertx, this::generate);
    }

    private RSAKey generate() throws JOSEException, InterruptedException {
        made.incrementAndGet();
        slow.await();
        return new RSAKeyGenerator(2048).keyID(UUID.randomUUID().toString()).generate();
    }

    private static void giveUp(Uni<Keys> keys) {
        keys.subscribe().with(_ -> {}, _ -> {}).cancel();
    }

    private static UniAssertSubscriber<Keys> subscriber(Uni<Keys> keys) {
        return keys.subscribe().withSubscriber(UniAssertSubscriber.create());
    }

    private static <T> T item(Uni<T> uni) {
        return uni.await().atMost(PATIENCE);
    }

    private void retireAll() {
        var _ = item(database.worker()
                .query("update signing_key set is_current = false, retired_at = now() where retired_at is null")
                .execute());
    }

    private long stored() {
        return item(database.worker()
                        .query("select count(*) from signing_key where retired_at is null")
                        .execute())
                .iterator()
                .next()
                .getLong(0);
    }
}
