// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How the parameters of a request travel in its body. */
public enum BodyFormat {
    /** {@code application/x-www-form-urlencoded}, as the RFC says. */
    @JsonProperty("form")
    FORM("application/x-www-form-urlencoded"),
    /** A flat JSON object. */
    @JsonProperty("json")
    JSON("application/json");

    private final String contentType;

    BodyFormat(String contentType) {
        this.contentType = contentType;
    }

    /** The {@code Content-Type} that goes with it. */
    public String contentType() {
        return contentType;
    }
}
