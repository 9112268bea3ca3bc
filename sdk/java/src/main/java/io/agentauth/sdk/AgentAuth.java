// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Agent Auth, for a back end: it holds an API key. Safe for many threads; make one and keep it. */
public final class AgentAuth {
    private final Http http;

    private AgentAuth(Http http) {
        this.http = http;
    }

    /** By AGENT_AUTH_URL and AGENT_AUTH_API_KEY. */
    public static AgentAuth fromEnvironment() {
        return builder().build();
    }

    public static Builder builder() {
        return new Builder();
    }

    /** What a client is made of. */
    public static final class Builder {
        private String apiKey = Objects.requireNonNullElse(System.getenv("AGENT_AUTH_API_KEY"), "");
        private String baseUrl = Objects.requireNonNullElse(System.getenv("AGENT_AUTH_URL"), "");
        private Duration timeout = Settings.TIMEOUT;
        private int retriesMax = Settings.RETRIES_MAX;
        private Timing timing = Timing.SYSTEM;

        private Builder() {}

        public Builder apiKey(String key) {
            apiKey = key;
            return this;
        }

        public Builder baseUrl(String url) {
            baseUrl = url;
            return this;
        }

        /** Of one attempt; 30 s unless it is set. */
        public Builder timeout(Duration limit) {
            timeout = limit;
            return this;
        }

        /** 2 unless it is set. */
        public Builder maxRetries(int most) {
            retriesMax = most;
            return this;
        }

        public Builder timing(Timing other) {
            timing = other;
            return this;
        }

        /**
         * The client.
         *
         * @throws IllegalArgumentException if the key or the URL cannot be right
         */
        public AgentAuth build() {
            Settings settings = new Settings(apiKey, baseUrl, timeout, retriesMax);
            HttpClient client = HttpClient.newBuilder()
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .version(baseUrl.startsWith("https") ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1)
                    .build();
            return new AgentAuth(new Http(settings, client, timing));
        }
    }

    /** The same client, with another time limit for each attempt. */
    public AgentAuth withTimeout(Duration timeout) {
        return new AgentAuth(http.with(http.settings().withTimeout(timeout)));
    }

    /** The same client, for one POST with that key. */
    public AgentAuth withIdempotencyKey(String key) {
        return new AgentAuth(http.with(http.settings().withHeader(Http.IDEMPOTENCY_KEY, key)));
    }

    /** The same client, for requests with that id. */
    public AgentAuth withRequestId(String id) {
        return new AgentAuth(http.with(http.settings().withHeader(Http.REQUEST_ID, id)));
    }

    /** The same client, for calls that are made for that person: what an organisation account's policy is judged for. */
    public AgentAuth withActingUser(String id) {
        return new AgentAuth(http.with(http.settings().withActingUser(id)));
    }

    public Providers providers() {
        return new Providers(http);
    }

    public Connections connections() {
        return new Connections(http);
    }

    public Accounts accounts() {
        return new Accounts(http);
    }

    public Authorizations authorizations() {
        return new Authorizations(http);
    }

    public Events events() {
        return new Events(http);
    }

    public Audit audit() {
        return new Audit(http);
    }

    public Revocations revocations() {
        return new Revocations(http);
    }

    public OwnEnvironment environment() {
        return new OwnEnvironment(http);
    }

    public Environments environments() {
        return new Environments(http);
    }

    public ManagedApps managedApps() {
        return new ManagedApps(http);
    }

    public ApiKeys apiKeys() {
        return new ApiKeys(http);
    }

    /**
     * Any call of the API, with the same key, limits, retries and errors: for what has no method here.
     *
     * @param path begins with one slash
     */
    public JsonNode request(String method, String path, Map<String, ?> query, @Nullable Object body) {
        if (!path.startsWith("/") || path.startsWith("//")) {
            throw new IllegalArgumentException("path begins with one \"/\"");
        }
        return http.send(new Http.Call(method, path, query, body, Duration.ZERO, null));
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "AgentAuth[" + http.settings().baseUrl() + "]";
    }
}
