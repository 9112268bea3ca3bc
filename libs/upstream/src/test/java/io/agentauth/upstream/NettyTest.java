// SPDX-License-Identifier: Apache-2.0
package io.agentauth.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.Version;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class NettyTest {
    private static final int[] FIRST_GOOD = {4, 1, 133};

    @Test
    @DisplayName("E4: every Netty on the class path has the fixes of CVE-2026-33870, CVE-2026-33871 and CVE-2026-42578")
    void theNettyInUseHasTheFixes() {
        assertThat(Version.identify().values()).isNotEmpty().allSatisfy(version -> assertThat(
                        Arrays.compare(numbers(version), FIRST_GOOD))
                .as(version.toString())
                .isNotNegative());
    }

    private static int[] numbers(Version version) {
        return Arrays.stream(version.artifactVersion().split("\\.", -1))
                .limit(FIRST_GOOD.length)
                .mapToInt(Integer::parseInt)
                .toArray();
    }
}
