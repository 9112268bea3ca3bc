// SPDX-License-Identifier: Apache-2.0
package io.agentauth.events;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.agentauth.ids.ApiKeyId;
import org.jspecify.annotations.Nullable;

/** Who caused a change: never a person by name. {@code keyId} is there for {@code api_key} and, where known, for {@code operator}. */
public record Actor(Kind kind, @Nullable ApiKeyId keyId) {
    /** What kind of cause. */
    public enum Kind {
        /** An application, by one of its environment's API keys. */
        @JsonProperty("api_key")
        API_KEY,
        /** Whoever holds the installation key. */
        @JsonProperty("operator")
        OPERATOR,
        /** The person in front of the browser. */
        @JsonProperty("person")
        PERSON,
        /** The provider, by an answer or a signal. */
        @JsonProperty("provider")
        PROVIDER,
        /** Agent Auth itself: a schedule, a time-out, a repair. */
        @JsonProperty("system")
        SYSTEM
    }

    /** The person who follows a connect link. */
    public static final Actor PERSON = new Actor(Kind.PERSON, null);

    /** Agent Auth itself. */
    public static final Actor SYSTEM = new Actor(Kind.SYSTEM, null);

    /** The provider. */
    public static final Actor PROVIDER = new Actor(Kind.PROVIDER, null);

    /** An application's key. */
    public static Actor apiKey(ApiKeyId keyId) {
        return new Actor(Kind.API_KEY, keyId);
    }

    /** The installation key. */
    public static Actor operator(ApiKeyId keyId) {
        return new Actor(Kind.OPERATOR, keyId);
    }
}
