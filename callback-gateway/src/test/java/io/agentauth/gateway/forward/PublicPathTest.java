// SPDX-License-Identifier: Apache-2.0
package io.agentauth.gateway.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.gateway.Contract;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PublicPathTest {
    @Test
    @DisplayName("every operation of the contract is let through to a service, and whatever is let through is in the"
            + " contract")
    void theContractIsWhatIsLetThrough() {
        List<String> paths = Contract.paths().keySet().stream()
                .filter(path -> path.startsWith("/v1/"))
                .toList();

        assertThat(paths).hasSizeGreaterThan(20).allSatisfy(path -> assertThat(
                        PublicPath.owner(path.replaceAll("\\{[^}]+}", "acc_01")))
                .as(path)
                .isNotNull());
        assertThat(PublicPath.resources())
                .isEqualTo(paths.stream().map(path -> path.split("/")[2]).collect(Collectors.toSet()));
    }

    @Test
    void whatCanBeReadInTwoWaysIsNotThere() {
        for (String path : List.of(
                "/v1/",
                "/v1/accounts//x",
                "/v1/accounts/..",
                "/v1/accounts/%2e",
                "/v1/nothing",
                "/internal/x",
                "/v2/accounts")) {
            assertThat(PublicPath.owner(path)).as(path).isNull();
        }
    }
}
