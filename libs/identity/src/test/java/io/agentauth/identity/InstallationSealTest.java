// SPDX-License-Identifier: Apache-2.0
package io.agentauth.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agentauth.ids.ApiKeyId;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.agentauth.vault.Sensitive;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class InstallationSealTest {
    private final InstallationSeal seal = new InstallationSeal();

    @Test
    @DisplayName("F11: a process that has not heard yet opens nothing")
    void closedUntilItIsKnown() {
        assertThatThrownBy(seal::requireOpen).satisfies(thrown -> hasType(thrown, ProblemType.SERVICE_UNAVAILABLE));
        assertThat(seal.isOpen()).isFalse();
    }

    @Test
    @DisplayName("F11: one answer of the issuer closes everything, the next one opens it")
    void oneAnswerIsEnough() {
        Issued issuer = new Issued();
        Revocations revocations = new Revocations(issuer, seal);

        refresh(revocations);
        assertThatCode(seal::requireOpen).doesNotThrowAnyException();

        issuer.sealed = true;
        refresh(revocations);
        assertThatThrownBy(seal::requireOpen).satisfies(thrown -> hasType(thrown, ProblemType.SEALED));

        issuer.sealed = false;
        refresh(revocations);
        assertThatCode(seal::requireOpen).doesNotThrowAnyException();
    }

    @Test
    @DisplayName("F11: while the issuer is away what was heard last stands")
    void theLastWordStands() {
        Issued issuer = new Issued();
        Revocations revocations = new Revocations(issuer, seal);
        issuer.sealed = true;
        refresh(revocations);

        issuer.away = true;
        issuer.sealed = false;
        refresh(revocations);

        assertThat(seal.standing()).isEqualTo(InstallationSeal.Standing.SEALED);
    }

    private static void refresh(Revocations revocations) {
        revocations.refresh().await().atMost(Duration.ofSeconds(5));
    }

    private static void hasType(Throwable thrown, ProblemType type) {
        assertThat(thrown).isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.type())
                .isEqualTo(type));
    }

    private static final class Issued implements Issuer {
        boolean sealed;
        boolean away;

        @Override
        public Uni<String> keys() {
            return Uni.createFrom().item("");
        }

        @Override
        public Uni<Lately> lately() {
            return away
                    ? Uni.createFrom().failure(new IllegalStateException("away"))
                    : Uni.createFrom().item(new Lately(Set.<ApiKeyId>of(), sealed));
        }

        @Override
        public Uni<OwnToken> serviceToken(ServiceName callee) {
            return Uni.createFrom().item(new OwnToken(Sensitive.of("x"), Duration.ZERO));
        }
    }
}
