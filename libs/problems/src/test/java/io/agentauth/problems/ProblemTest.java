// SPDX-License-Identifier: Apache-2.0
package io.agentauth.problems;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ProblemTest {
    @Test
    @DisplayName("RFC 9457 §3.1: type, title, status and detail")
    void theWireFormHasTheStandardMembers() {
        Problem problem = Problem.of(ProblemException.invalidField("name", "is too long"), "req-1");

        assertThat(problem.toJson())
                .isEqualTo("{\"type\":\"/problems/invalid_field\",\"title\":\"A field has a value that is not"
                        + " allowed\",\"status\":400,\"detail\":\"name: is too"
                        + " long\",\"code\":\"invalid_field\",\"request_id\":\"req-1\",\"errors\":[{\"field\":\"name\",\"message\":\"is"
                        + " too long\"}]}");
    }

    @Test
    @DisplayName("RFC 9457 §3.2: extension members do not replace the standard ones")
    void anExtensionMemberDoesNotReplaceAStandardOne() {
        ProblemException exception = new ProblemException(ProblemType.CONFLICT, "no").with("status", 200);

        assertThat(Problem.of(exception, "r").toJson())
                .contains("\"status\":409")
                .doesNotContain("200");
    }

    @Test
    void whatAnotherServiceAnsweredIsReadBack() {
        ProblemException sent = new ProblemException(ProblemType.PROVIDER_UNAVAILABLE, "It said no.")
                .with("provider_error", Map.of("error", "invalid_scope"))
                .errors(List.of(new FieldError("scopes[0]", "unknown")));

        ProblemException read = Problem.read(Problem.of(sent, "r").toJson()).orElseThrow();

        assertThat(read.type()).isEqualTo(ProblemType.PROVIDER_UNAVAILABLE);
        assertThat(read.detail()).isEqualTo("It said no.");
        assertThat(read.members()).isEqualTo(Map.of("provider_error", Map.of("error", "invalid_scope")));
        assertThat(read.errors()).isEqualTo(sent.errors());
    }

    @Test
    void whatIsNoProblemOfOursIsNotReadAsOne() {
        assertThat(Problem.read("<html>")).isEmpty();
        assertThat(Problem.read("{\"code\":\"of_a_later_release\",\"detail\":\"x\"}"))
                .isEmpty();
        assertThat(Problem.read("{\"error\":\"invalid_grant\"}")).isEmpty();
        assertThat(Problem.read("null")).isEmpty();
    }
}
