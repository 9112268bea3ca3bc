// SPDX-License-Identifier: Apache-2.0
package io.agentauth.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RoleTest {
    @Test
    void aRoleIsFoundByItsNameAndByItsScopes() {
        for (Role role : Role.values()) {
            assertThat(Role.find(role.wireName())).contains(role);
            assertThat(Role.of(role.permissions())).contains(role);
        }
        assertThat(Role.find("Agent")).isEmpty();
        assertThat(Role.of(List.of(Permission.ADMIN))).isEmpty();
    }

    @Test
    void onlyTheAdministratorMayMakeKeysAndOnlyWhoActsForPeopleReadsTokens() {
        assertThat(having(Permission.ADMIN)).containsExactly(Role.ADMINISTRATOR);
        assertThat(having(Permission.CONNECTIONS_WRITE)).containsExactly(Role.ADMINISTRATOR);
        assertThat(having(Permission.TOKENS_READ))
                .containsExactlyInAnyOrder(Role.AGENT, Role.APPLICATION, Role.ADMINISTRATOR);
        assertThat(Role.ADMINISTRATOR.permissions()).isEqualTo(EnumSet.allOf(Permission.class));
    }

    private static Set<Role> having(Permission permission) {
        return Arrays.stream(Role.values())
                .filter(role -> role.permissions().contains(permission))
                .collect(Collectors.toSet());
    }
}
