// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.account;

import io.agentauth.account.connection.Connection;
import java.util.Map;

/**
 * An account that is wanted: the one with that key, or a new one.
 *
 * @param parameters whom its tokens are for where nobody consents; not printed, since one may be a person's address
 */
record NewAccount(
        Connection connection,
        Account.Identity identity,
        Map<String, Object> metadata,
        Map<String, String> parameters) {
    @Override
    public String toString() {
        return "NewAccount[" + connection.id() + "]";
    }
}
