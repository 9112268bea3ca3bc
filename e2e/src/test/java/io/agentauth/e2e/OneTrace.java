// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agentauth.e2e.person.Browser;
import io.agentauth.e2e.support.Application;
import io.agentauth.e2e.support.Collector;
import io.agentauth.e2e.support.Collector.Span;
import io.agentauth.localstack.demo.Page;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What somebody who watches traces sees of a person who connects an account, and what they never see. */
abstract class OneTrace {
    private static final Duration SENT_WITHIN = Duration.ofSeconds(60);

    @Test
    @DisplayName(
            "F1, G1: one trace from the click to the active account, over all four services and Kafka, without a secret in it, in no encoding")
    void oneTraceGoesFromTheClickToTheActiveAccount() {
        Collector collector = TwoOfEverythingIT.collector();
        Application application = Application.strict(TwoOfEverythingIT.stack());
        String account = application.account("traced");
        URI link = application.link(account);
        String click = trace();
        String callback = trace();
        Browser browser = new Browser();

        // Nobody looked at the link before: so the first click has the connection fetched, too.
        Page consent = browser.press(link, traceparent(click));
        URI sent = browser.sentTo(consent, "allow", Map.of("user_name", "traced"));
        String cookie = browser.cookieHeader(sent);
        Application.back(browser, browser.open(sent, traceparent(callback)));
        String token = application.token(account);

        await("every span of the click").atMost(SENT_WITHIN).untilAsserted(() -> {
            List<Span> spans = collector.trace(click);
            assertThat(spans)
                    .extracting(Span::service)
                    .contains("callback-gateway", "account-service", "token-refresher", "connection-service");
            assertThat(spans).anySatisfy(span -> {
                assertThat(span.service()).isEqualTo("token-refresher");
                assertThat(span.name()).isEqualTo("exchange");
                assertThat(span.linked()).containsExactly(callback);
            });
            assertThat(spans).anySatisfy(span -> {
                assertThat(span.service()).isEqualTo("account-service");
                assertThat(span.name()).contains("/internal/tokens/adopt");
            });
            assertThat(spans).anySatisfy(span -> {
                assertThat(span.service()).isEqualTo("account-service");
                assertThat(span.attributes())
                        .containsEntry("messaging.system", "kafka")
                        .containsEntry("cloudevents.event_type", "agent-auth.account-activated.v1");
            });
        });
        await("the callback's own request").atMost(SENT_WITHIN).untilAsserted(() -> assertThat(
                        collector.trace(callback))
                .extracting(Span::service)
                .contains("callback-gateway", "token-refresher"));
        Map<String, String> query = Application.query(sent);
        assertThat(collector.found(List.of(query.get("code"), query.get("state"), handle(link), value(cookie), token)))
                .isEmpty();
        assertThat(collector.found(List.of("agent-auth.account-activated.v1"))).hasSize(1);
    }

    private static String handle(URI link) {
        return link.getPath().substring(link.getPath().lastIndexOf('/') + 1);
    }

    private static String value(String cookie) {
        return cookie.substring(cookie.indexOf('=') + 1);
    }

    private static String trace() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    private static String traceparent(String trace) {
        return "00-" + trace + "-b7ad6b7169203331-01";
    }
}
