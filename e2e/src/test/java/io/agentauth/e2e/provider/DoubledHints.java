// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agentauth.e2e.support.Application;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** TokenExpiring is a hint, however often and wherever it is heard. */
abstract class DoubledHints {
    private static final int COPIES = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    @DisplayName("Fault matrix 6: TokenExpiring ten times to both replicas: one presentation an account")
    void eachTokenIsShownOnce() throws Exception {
        Application application = Application.strict(ProviderFaultsIT.stack());
        // The provider says at the exchange that its tokens die soon, and at the renewal that they live long: one
        // renewal is due.
        application.truth().switches("{'faults': [{'kind': 'edit', 'of': 'code', 'set': {'expires_in': 5}}]}");
        List<String> accounts = AtOnce.map(List.of("ada", "grace", "edith", "joan"), 2, application::connected);

        try (HintProducer hints = new HintProducer(ProviderFaultsIT.stack(), application)) {
            await("both replicas hear of accounts")
                    .atMost(PATIENCE)
                    .until(() -> hints.listeners() == ProviderFaultsIT.REFRESHERS);
            await("all are renewed")
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> {
                        accounts.forEach(account -> hints.send(account, COPIES));
                        return application.truth().count("refreshes") >= accounts.size();
                    });
            accounts.forEach(account -> hints.send(account, COPIES));
            await("every hint is heard").atMost(PATIENCE).until(hints::areHeard);
        }

        assertThat(application.truth().count("refresh_presentations")).isEqualTo(accounts.size());
        assertThat(application.truth().count("presentations_per_refresh_token_max"))
                .isEqualTo(1);
        assertThat(application.truth().count("overlaps_max")).isZero();
        assertThat(accounts)
                .allMatch(account -> application.truth().isValid(ProviderFaultsIT.secret(application.token(account))));
    }
}
