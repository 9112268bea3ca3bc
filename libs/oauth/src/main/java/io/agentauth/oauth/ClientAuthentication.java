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
    NONE,
    /**
     * A JWT that the client signs with its private key.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc7523#section-2.2">RFC 7523 §2.2</a>
     */
    @JsonProperty("private_key_jwt")
    PRIVATE_KEY_JWT,
    /**
     * A JWT that the client signs with its secret.
     *
     * @see <a href="https://openid.net/specs/openid-connect-core-1_0.html#ClientAuthentication">OpenID Connect Core §9</a>
     */
    @JsonProperty("client_secret_jwt")
    CLIENT_SECRET_JWT,
    /**
     * A certificate that an authority vouches for, shown while the connection is made; {@code client_id} in the body.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc8705#section-2.1">RFC 8705 §2.1</a>
     */
    @JsonProperty("tls_client_auth")
    TLS_CLIENT_AUTH,
    /**
     * The same with a certificate that nobody vouches for and the provider knows.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc8705#section-2.2">RFC 8705 §2.2</a>
     */
    @JsonProperty("self_signed_tls_client_auth")
    SELF_SIGNED_TLS_CLIENT_AUTH;

    /** Whether it is one of the two by which a client shows a certificate. */
    public boolean isCertificate() {
        return this == TLS_CLIENT_AUTH || this == SELF_SIGNED_TLS_CLIENT_AUTH;
    }

    /** Whether it is one of the two by which a client signs a JWT. */
    public boolean isAssertion() {
        return this == PRIVATE_KEY_JWT || this == CLIENT_SECRET_JWT;
    }
}
