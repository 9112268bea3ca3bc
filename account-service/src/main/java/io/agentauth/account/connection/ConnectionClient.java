// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.connection;

import io.agentauth.identity.ServiceCalls;
import io.agentauth.identity.ServiceName;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.providers.StaticCredentials;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks connection-service, whose the connections are. */
@ApplicationScoped
class ConnectionClient {
    private final ServiceCalls calls;

    @Inject
    ConnectionClient(ServiceCalls calls) {
        this.calls = calls;
    }

    record Asked(EnvironmentId environmentId, ConnectionId connectionId) {}

    record Endpoint(@Nullable String endpoint) {}

    record Slot(String name) {}

    /** Of the provider's file, what a person is shown and what grants are compared by. */
    record Definition(
            @Nullable String name,
            @Nullable Endpoint authorization,
            @Nullable OAuth1 oauth1,
            @Nullable List<Slot> slots,
            @Nullable List<Connection.Scope> scopes,
            @Nullable Map<String, List<String>> scopeCovers,
            @Nullable StaticCredentials credentials,
            @Nullable Map<String, Machine> machine) {
        /** Where people consent. */
        Optional<String> consentedAt() {
            return Optional.ofNullable(authorization).map(Endpoint::endpoint).or(() -> Optional.ofNullable(oauth1)
                    .map(OAuth1::authorization));
        }

        /** What is asked of each account: of its person, or where nobody consents. */
        StaticCredentials asked(String type) {
            Machine way = machine == null ? null : machine.get(type);
            if (way != null) {
                return new StaticCredentials(way.fields(), null, null, null, null);
            }
            return Objects.requireNonNullElse(credentials, StaticCredentials.NONE);
        }
    }

    /** Of the steps of OAuth 1.0a, where the browser is sent. */
    record OAuth1(@Nullable String authorization) {}

    /** How a token is asked for where nobody consents. */
    record Machine(@Nullable List<StaticCredentials.Field> fields) {}

    record Answer(
            EnvironmentId environmentId,
            ConnectionId id,
            long version,
            @Nullable String authType,
            String provider,
            @Nullable Definition definition,
            @Nullable List<String> scopes,
            @Nullable Boolean deleted) {
        Connection toConnection() {
            Optional<Definition> file = Optional.ofNullable(definition);
            String type = Objects.requireNonNullElse(authType, "oauth2");
            return new Connection(
                    id,
                    environmentId,
                    version,
                    provider,
                    file.map(Definition::name).orElse(provider),
                    type,
                    Objects.requireNonNullElse(scopes, List.of()),
                    file.map(Definition::scopes).orElse(List.of()),
                    file.map(Definition::scopeCovers).orElse(Map.of()),
                    file.map(Definition::slots).orElse(List.of()).stream()
                            .map(Slot::name)
                            .toList(),
                    file.map(one -> one.asked(type)).orElse(StaticCredentials.NONE),
                    file.flatMap(Definition::consentedAt).map(Answer::origin).orElse(""),
                    Boolean.TRUE.equals(deleted));
        }

        private static String origin(String endpoint) {
            URI uri = URI.create(endpoint);
            return uri.getScheme() + "://" + uri.getRawAuthority();
        }
    }

    /** Fails with {@code not_found}, or {@code service_unavailable}. */
    Uni<Connection> get(EnvironmentId environment, ConnectionId id) {
        return calls.post(
                        ServiceName.CONNECTION_SERVICE,
                        "/internal/connections/get",
                        new Asked(environment, id),
                        Answer.class)
                .map(Answer::toConnection);
    }
}
