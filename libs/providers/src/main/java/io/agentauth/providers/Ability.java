// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Something that a provider's flow needs beyond its {@code auth_type}. A service that does not perform it makes no connection there. */
public enum Ability {
    /** Something of the callback goes into the token request or its address. */
    @JsonProperty("callback_values")
    CALLBACK_VALUES,
    /** The callback is signed, and the signature must be checked. */
    @JsonProperty("signed_callback")
    SIGNED_CALLBACK,
    /** Parameters of the protocol have other names. */
    @JsonProperty("renamed_parameters")
    RENAMED_PARAMETERS,
    /** The redirect URI is known to the provider by a name, which is sent in its place. */
    @JsonProperty("named_redirect")
    NAMED_REDIRECT,
    /** The first access token is exchanged for a longer one, and that one for the next. */
    @JsonProperty("token_exchange")
    TOKEN_EXCHANGE,
    /** The parameters of the token request travel in its query. */
    @JsonProperty("query_parameters")
    QUERY_PARAMETERS,
    /** The token request repeats the {@code state} of the flow. */
    @JsonProperty("repeated_state")
    REPEATED_STATE
}
