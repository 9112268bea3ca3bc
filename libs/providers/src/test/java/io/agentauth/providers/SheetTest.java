// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SheetTest {
    @Test
    void whatALaterReleaseStoredIsReadAndWhatIsSentIsNot() throws IOException {
        Sheet later = Sheet.parse(file("emulator"));
        later.members().put("of_a_later_release", 1);
        ((ObjectNode) later.members().get("authorization")).putObject("of_a_later_release");

        assertThat(later.storedProvider())
                .isEqualTo(Sheet.parse(file("emulator")).provider());
        assertThatThrownBy(later::provider).isInstanceOf(UnrecognizedPropertyException.class);
    }

    private static String file(String id) throws IOException {
        try (var in = Sheet.class.getResourceAsStream("/providers/" + id + ".yaml")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
