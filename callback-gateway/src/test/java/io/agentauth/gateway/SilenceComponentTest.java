// SPDX-License-Identifier: Apache-2.0
package io.agentauth.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.testkit.ServersResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(SilenceComponentTest.Impatient.class)
@WithTestResource(FakeServices.class)
@WithTestResource(ServersResource.class)
class SilenceComponentTest {
    /** Gives up soon; token-refresher is at an address where nobody listens. */
    public static class Impatient implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "agent-auth.gateway.answer-within", "500ms",
                    "agent-auth.gateway.services.token-refresher", "http://127.0.0.1:1",
                    "quarkus.redis.hosts", "redis://127.0.0.1:1");
        }
    }

    @BeforeEach
    void fresh() {
        FakeServices.reset();
    }

    @Test
    void aServiceThatIsSilentIsAskedOnce() {
        HttpResponse<String> answer = Door.send(Door.withKey("/v1/audit/never"));

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(Door.code(answer)).isEqualTo("service_unavailable");
        assertThat(FakeServices.seen("/v1/audit/never")).hasSize(1);
    }

    @Test
    void aServiceThatCannotBeReachedIsAPageThatAsksToTryAgain() {
        assertThat(Door.get("/oauth/callback/ctx1?code=a&state=b").statusCode()).isEqualTo(503);
    }

    @Test
    @DisplayName("H2: without Redis keys are still checked, and limits stand")
    void withoutRedisRequestsPassAndTheLimitStands() {
        HttpResponse<String> answer = Door.send(Door.withKey("/v1/accounts"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(Door.header(answer, "RateLimit-Limit")).isEqualTo("6000");
    }
}
