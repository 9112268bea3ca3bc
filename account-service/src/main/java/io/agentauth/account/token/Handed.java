// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.token;

import io.vertx.core.buffer.Buffer;

/** What an application gets for an account. Its access record is committed. */
sealed interface Handed permits HandedToken, HandedCredentials {
    /** The answer's body. */
    Buffer toJson();
}
