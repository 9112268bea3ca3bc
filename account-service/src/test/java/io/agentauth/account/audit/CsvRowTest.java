// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.audit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvRowTest {
    @ParameterizedTest
    @DisplayName("RFC 4180 §2: values are quoted, and none is a formula")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "plain       | \"plain\"",
                "a \"b\" c   | \"a \"\"b\"\" c\"",
                "=1+1        | \"'=1+1\"",
                "@SUM(A1)    | \"'@SUM(A1)\"",
                "a=b         | \"a=b\"",
                "``          | \"\"",
            })
    void aValueIsQuoted(String value, String quoted) {
        assertThat(CsvRow.quoted(value)).isEqualTo(quoted);
    }
}
