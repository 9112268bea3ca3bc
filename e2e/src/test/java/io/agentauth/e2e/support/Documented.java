// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e.support;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentauth.testkit.ProjectRoot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;

/** The problems that docs/errors.md tells about. */
public final class Documented {
    private static final String ERRORS = read();

    private Documented() {}

    /** {@code body} is a problem of that code, whole, and the code is documented with that status. */
    public static void requireProblem(int status, JsonNode body, String code) {
        assertThat(body.path("code").asText()).as("%d: %s", status, body).isEqualTo(code);
        assertThat(body.path("type").asText()).isEqualTo("/problems/" + code);
        assertThat(body.path("request_id").asText()).isNotEmpty();
        assertThat(ERRORS).as("docs/errors.md").contains("\n## " + code + "\n" + status + ".");
    }

    private static String read() {
        try {
            return Files.readString(ProjectRoot.find().resolve("docs/errors.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
