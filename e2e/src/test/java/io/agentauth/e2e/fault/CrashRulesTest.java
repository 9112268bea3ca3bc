// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.e2e.support.Tools;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The injector itself: a process ends at the point that is armed, and at no other. */
class CrashRulesTest {
    @TempDir
    Path folder;

    @Test
    void aProcessEndsAtThePointThatIsArmedForTheAccountThatIsMeantAndAtNoOther() throws Exception {
        CrashRules rules = new CrashRules(Tools.byteman(), folder);
        CrashRules.Armed other = rules.arm("CP3");
        CrashRules.Armed another = rules.arm("CP2", "acct_2");
        Process victim = victim(rules.jvmOptions());
        boolean endedByItself = victim.waitFor(5, TimeUnit.SECONDS);
        CrashRules.Armed armed = rules.arm("CP2", "acct_1");

        assertThat(endedByItself).isFalse();
        assertThat(victim.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(victim.exitValue()).isNotZero();
        assertThat(armed.fired()).isTrue();
        assertThat(other.disarm()).as("the other fired").isFalse();
        assertThat(another.disarm()).as("the other account's fired").isFalse();
    }

    @Test
    void aProcessEndsWhenAllOfAMeetingStandAtItsPointAtOnceAndNotWhenTheyOnlyPassedIt() throws Exception {
        CrashRules rules = new CrashRules(Tools.byteman(), folder);
        CrashRules.Armed passed = rules.armTogether("CP2", List.of("passer_0", "passer_1"));
        Process victim = victim(rules.jvmOptions());
        boolean endedByThosePassing = victim.waitFor(5, TimeUnit.SECONDS);
        boolean theyMet = passed.disarm();
        CrashRules.Armed armed = rules.armTogether("CP2", List.of("acct_0", "acct_1"));

        assertThat(endedByThosePassing).isFalse();
        assertThat(theyMet).isFalse();
        assertThat(victim.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(armed.fired()).isTrue();
    }

    private static Process victim(List<String> options) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Victim.class.getName()));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
