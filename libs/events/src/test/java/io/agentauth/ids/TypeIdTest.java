// SPDX-License-Identifier: Apache-2.0
package io.agentauth.ids;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TypeIdTest {
    @ParameterizedTest
    @DisplayName("TypeID specification 0.3: valid.json")
    @CsvSource({
        "00000000000000000000000000, 00000000-0000-0000-0000-000000000000",
        "00000000000000000000000001, 00000000-0000-0000-0000-000000000001",
        "0000000000000000000000000a, 00000000-0000-0000-0000-00000000000a",
        "0000000000000000000000000g, 00000000-0000-0000-0000-000000000010",
        "00000000000000000000000010, 00000000-0000-0000-0000-000000000020",
        "7zzzzzzzzzzzzzzzzzzzzzzzzz, ffffffff-ffff-ffff-ffff-ffffffffffff",
        "0123456789abcdefghjkmnpqrs, 0110c853-1d09-52d8-d73e-1194e95b5f19",
        "01h455vb4pex5vsknk084sn02q, 01890a5d-ac96-774b-bcce-b302099a8057",
    })
    void theSpecificationsVectorsHold(String suffix, UUID uuid) {
        assertThat(new AccountId(uuid)).hasToString("acc_" + suffix);
        assertThat(AccountId.parse("acc_" + suffix).value()).isEqualTo(uuid);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "acc",
                "acc_",
                "conn_01h455vb4pex5vsknk084sn02q",
                "ACC_01h455vb4pex5vsknk084sn02q",
                "acc_01H455VB4PEX5VSKNK084SN02Q",
                "acc_81h455vb4pex5vsknk084sn02q",
                "acc_01h455vb4pex5vsknk084sn02",
                "acc_01h455vb4pex5vsknk084sn02qq",
                "acc_01h455vb4pex5vsknk084sn0uq",
                "acc_01h455vb4pex5vsknk084sn0lq",
                "acc_01h455vb4pex5vsknk084sn0éq",
                "acc-01h455vb4pex5vsknk084sn02q",
                " acc_01h455vb4pex5vsknk084sn02q",
                "01890a5d-ac96-774b-bcce-b302099a8057",
            })
    void anyOtherTextIsMalformedAndNotQuoted(String text) {
        assertThatThrownBy(() -> AccountId.parse(text))
                .isInstanceOf(MalformedId.class)
                .hasMessage("not a TypeID with the prefix acc");
    }

    @Test
    void newIdsAreUuidsOfVersionSevenAndSortByTime() {
        AccountId first = AccountId.next();
        AccountId second = AccountId.next();

        assertThat(first.value().version()).isEqualTo(7);
        assertThat(first.toString()).isLessThan(second.toString());
    }

    @Test
    void prefixesAreDifferent() {
        assertThat(Stream.of(
                        EnvironmentId.PREFIX,
                        ConnectionId.PREFIX,
                        AccountId.PREFIX,
                        AuthorizationId.PREFIX,
                        ApiKeyId.PREFIX,
                        EventId.PREFIX,
                        GrantId.PREFIX,
                        AttemptId.PREFIX,
                        RevocationId.PREFIX))
                .doesNotHaveDuplicates()
                .startsWith("env", "conn", "acc", "auth", "key", "evt");
    }

    @Test
    void jsonHasTheText() throws Exception {
        ObjectMapper mapper = new ObjectMapper();
        GrantId id = GrantId.next();

        assertThat(mapper.writeValueAsString(id)).isEqualTo("\"" + id + "\"");
        assertThat(mapper.readValue("\"" + id + "\"", GrantId.class)).isEqualTo(id);
    }
}
