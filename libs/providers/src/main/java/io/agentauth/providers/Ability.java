// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Something that a provider's flow needs beyond its {@code auth_type}. A service that does not perform it makes no connection there. */
public enum Ability {
    /** Something of the callback goes into the token request or its address. */
    @JsonProperty("callback_values")
    CALLBACK_VALUES,
    /** The code comes back under another name, and the client has another id for the browser than for the token endpoint. */
    @JsonProperty("renamed_parameters")
    RENAMED_PARAMETERS,
    /** The parameters of the token request travel in its query. */
    @JsonProperty("query_parameters")
    QUERY_PARAMETERS,
    /** The token request repeats the {@code state} of the flow. */
    @JsonProperty("repeated_state")
    REPEATED_STATE
}
