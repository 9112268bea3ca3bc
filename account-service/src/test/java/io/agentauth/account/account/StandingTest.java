// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.account;

import static io.agentauth.account.account.AccountStatus.ACTIVE;
import static io.agentauth.account.account.AccountStatus.DISCONNECTED;
import static io.agentauth.account.account.AccountStatus.EXPIRED;
import static io.agentauth.account.account.AccountStatus.PAUSED;
import static io.agentauth.account.account.AccountStatus.PENDING_AUTH;
import static io.agentauth.account.account.AccountStatus.PENDING_VERIFICATION;
import static io.agentauth.account.account.AccountStatus.REVOKED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StandingTest {
    private static final Generations SECOND_OF_THREE = new Generations(2, 3, 0, 3L);

    @Nested
    class Pause {
        @Test
        void stopsAnActiveAccountAndKeepsItsGenerations() {
            assertThat(in(ACTIVE).after(new Change.Pause())).isEqualTo(in(PAUSED));
        }

        @Test
        void ofAPausedAccountChangesNothing() {
            assertThat(in(PAUSED).after(new Change.Pause())).isEqualTo(in(PAUSED));
        }

        @ParameterizedTest
        @EnumSource(
                mode = EnumSource.Mode.EXCLUDE,
                names = {"ACTIVE", "PAUSED"})
        void ofAnythingElseIsRefused(AccountStatus status) {
            assertRefused(status, new Change.Pause());
        }
    }

    @Nested
    class Resume {
        @Test
        void takesUpAPausedAccount() {
            assertThat(in(PAUSED).after(new Change.Resume())).isEqualTo(in(ACTIVE));
        }

        @Test
        void ofAnActiveAccountChangesNothing() {
            assertThat(in(ACTIVE).after(new Change.Resume())).isEqualTo(in(ACTIVE));
        }

        @ParameterizedTest
        @EnumSource(
                mode = EnumSource.Mode.EXCLUDE,
                names = {"ACTIVE", "PAUSED"})
        void ofAnythingElseIsRefused(AccountStatus status) {
            assertRefused(status, new Change.Resume());
        }
    }

    @Nested
    class Disconnect {
        @ParameterizedTest
        @EnumSource
        void endsEveryGenerationThatWasHandedOut(AccountStatus status) {
            Standing ended = in(status).after(new Change.Disconnect());

            assertThat(ended)
                    .isEqualTo(new Standing(DISCONNECTED, "admin_disconnect", new Generations(2, 3, 3, null), false));
        }

        @Test
        void twiceChangesNothing() {
            Standing once = in(ACTIVE).after(new Change.Disconnect());

            assertThat(once.after(new Change.Disconnect())).isEqualTo(once);
        }

        @Test
        void againEndsALinkThatWasMadeMeanwhile() {
            Standing invitedAgain =
                    new Standing(DISCONNECTED, "admin_disconnect", new Generations(2, 4, 3, null), false);

            assertThat(invitedAgain.after(new Change.Disconnect()).generations().ended())
                    .isEqualTo(4);
        }

        @Test
        void ofAnAccountThatNobodyWasInvitedToIsPossible() {
            Standing fresh = new Standing(PENDING_AUTH, null, Generations.NONE, false);

            assertThat(fresh.after(new Change.Disconnect()).status()).isEqualTo(DISCONNECTED);
        }
    }

    @Nested
    class Revoke {
        @ParameterizedTest
        @EnumSource
        void endsWhateverIsOpen(AccountStatus status) {
            assertThat(in(status).after(new Change.Revoke()).status()).isEqualTo(REVOKED);
        }

        @Test
        void leavesWhatEndedAlready() {
            Standing disconnected = in(ACTIVE).after(new Change.Disconnect());
            Standing revoked = in(ACTIVE).after(new Change.Revoke());

            assertThat(disconnected.after(new Change.Revoke())).isEqualTo(disconnected);
            assertThat(revoked.after(new Change.Revoke())).isEqualTo(revoked);
        }
    }

    @Nested
    class Delete {
        @ParameterizedTest
        @EnumSource
        void isAlwaysPossibleAndFinal(AccountStatus status) {
            Standing deleted = in(status).after(new Change.Delete());

            assertThat(deleted.deleted()).isTrue();
            assertThat(deleted.generations().isOpen()).isFalse();
            assertThat(deleted.after(new Change.Delete())).isEqualTo(deleted);
        }
    }

    @Test
    void errorIsDerivedFromActiveAlone() {
        Set<AccountStatus> stored =
                EnumSet.of(PENDING_AUTH, PENDING_VERIFICATION, EXPIRED, REVOKED, DISCONNECTED, PAUSED);

        assertThat(stored)
                .allSatisfy(status -> assertThat(in(status).shown(true)).isEqualTo(status));
        assertThat(in(ACTIVE).shown(true)).isEqualTo(AccountStatus.ERROR);
        assertThat(in(ACTIVE).shown(false)).isEqualTo(ACTIVE);
    }

    private static void assertRefused(AccountStatus status, Change change) {
        assertThatThrownBy(() -> in(status).after(change)).isInstanceOfSatisfying(ProblemException.class, problem -> {
            assertThat(problem.type()).isEqualTo(ProblemType.ACCOUNT_NOT_ACTIVE);
            assertThat(problem.members()).containsEntry("account_status", status.wireName());
        });
    }

    private static Standing in(AccountStatus status) {
        return new Standing(status, null, SECOND_OF_THREE, false);
    }
}
