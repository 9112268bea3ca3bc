// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a client proves itself at the token endpoint. Fixed per provider: trying a second style would present a single-use token twice. */
public enum ClientAuthentication {
    /**
     * HTTP Basic, id and secret form-encoded first.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1">RFC 6749 §2.3.1</a>
     */
    @JsonProperty("basic")
    BASIC,
    /** HTTP Basic without the form-encoding, as many providers read it. */
    @JsonProperty("basic_raw")
    BASIC_RAW,
    /** HTTP Basic with the secret as the user and no password, as Stripe reads it: the secret names the client too. */
    @JsonProperty("secret_as_user")
    SECRET_AS_USER,
    /** {@code client_id} and {@code client_secret} in the body. */
    @JsonProperty("post")
    POST,
    /** A public client: {@code client_id} in the body and no secret. */
    @JsonProperty("none")
    NONE
}
