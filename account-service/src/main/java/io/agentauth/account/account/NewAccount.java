// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.account;

import io.agentauth.account.connection.Connection;
import java.util.Map;

/** An account that is wanted: the one with that key, or a new one. */
record NewAccount(Connection connection, Account.Identity identity, Map<String, Object> metadata) {}
