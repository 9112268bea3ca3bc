// SPDX-License-Identifier: Apache-2.0
package io.agentauth.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agentauth.gateway.limit.RateLimits;
import io.agentauth.gateway.limit.Verdict;
import io.agentauth.testkit.Servers;
import io.agentauth.testkit.ServersResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import jakarta.inject.Inject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(RateLimitComponentTest.Tight.class)
@WithTestResource(FakeServices.class)
@WithTestResource(ServersResource.class)
class RateLimitComponentTest {
    /** Few requests, and a long memory of who called. */
    public static class Tight implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "agent-auth.gateway.rate-limit.per-key", "20",
                    "agent-auth.gateway.rate-limit.per-environment", "60",
                    "agent-auth.gateway.rate-limit.block", "1");
        }
    }

    @Inject
    RateLimits limits;

    @BeforeEach
    void fresh() {
        FakeServices.reset();
    }

    @Test
    @DisplayName("E9, H6: beyond its limit a caller is told to wait, and another is not")
    void beyondTheLimitACallerIsToldToWaitAndAnotherCallerIsNot() {
        String other = KeysForTests.next();
        FakeServices.KEYS.put(other, "key_other");

        List<HttpResponse<String>> answers = await().atMost(Duration.ofSeconds(20))
                .until(() -> burst(60), all -> all.stream().anyMatch(answer -> answer.statusCode() == 429));

        assertThat(answers).filteredOn(answer -> answer.statusCode() == 429).allSatisfy(limited -> {
            assertThat(Door.code(limited)).isEqualTo("rate_limited");
            assertThat(Door.header(limited, "Retry-After")).isEqualTo("1");
            assertThat(Door.header(limited, "RateLimit-Limit")).isEqualTo("20");
            assertThat(Door.header(limited, "RateLimit-Remaining")).isEqualTo("0");
        });
        assertThat(Door.send(Door.to("/v1/accounts").header("Authorization", "Bearer " + other))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    @DisplayName("E9, H6: all keys of an environment together have a limit, and another environment does not feel it")
    void allKeysOfAnEnvironmentTogetherHaveALimit() {
        List<Verdict> verdicts =
                await().atMost(Duration.ofSeconds(20)).until(() -> withinASecond(80), all -> !all.isEmpty());

        assertThat(verdicts).filteredOn(Verdict::allowed).hasSize(60);
        assertThat(verdicts.getLast()).isEqualTo(new Verdict(false, 60, 0));
        assertThat(limits.key("key_of_another", "env_quiet").allowed()).isTrue();
        assertThat(limits.key("key_alone", "env_quiet").limit()).isEqualTo(20);
    }

    /** Requests of as many keys of one environment; none if they were not all in one second. */
    private List<Verdict> withinASecond(int requests) {
        long second = System.currentTimeMillis() / 1000;
        String environment = "env_" + System.nanoTime();
        List<Verdict> verdicts = IntStream.range(0, requests)
                .mapToObj(i -> limits.key("key_" + i, environment))
                .toList();
        return System.currentTimeMillis() / 1000 == second ? verdicts : List.of();
    }

    @Test
    void whatAnotherReplicaCountedCountsHereToo() {
        Vertx vertx = Vertx.vertx();
        try {
            Redis redis = Redis.createClient(vertx, Servers.require().redis());
            await().atMost(Duration.ofSeconds(20)).until(() -> {
                String subject = "key_shared";
                long second = System.currentTimeMillis() / 1000;
                redis.send(Request.cmd(Command.SET)
                                .arg("agent-auth:rate:" + subject + ":" + second)
                                .arg("1000")
                                .arg("EX")
                                .arg("5"))
                        .toCompletionStage()
                        .toCompletableFuture()
                        .join();
                Verdict first = limits.key(subject);
                await().pollDelay(Duration.ZERO).atMost(Duration.ofSeconds(2)).until(() -> {
                    Verdict next = limits.key(subject);
                    return !next.allowed() || System.currentTimeMillis() / 1000 != second;
                });
                return first.allowed() && System.currentTimeMillis() / 1000 == second;
            });
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private static List<HttpResponse<String>> burst(int requests) {
        return IntStream.range(0, requests)
                .mapToObj(i -> Door.send(Door.withKey("/v1/accounts")))
                .toList();
    }
}
