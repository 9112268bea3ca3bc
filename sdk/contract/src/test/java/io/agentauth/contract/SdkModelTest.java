// SPDX-License-Identifier: Apache-2.0
package io.agentauth.contract;

import static java.util.stream.Collectors.toUnmodifiableSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The models of the SDKs are the contract's")
class SdkModelTest {
    private static final ObjectNode DOCUMENT = new Contract(Said.read()).document(Operations.all());

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "Account, Account, Account, Account, Account",
        "ProviderAccount, , ProviderAccount, ProviderAccount, ProviderAccount",
        "AccountPolicy, AccountPolicy, AccountPolicy, AccountPolicy, AccountPolicy",
        "Connection, Connection, Connection, Connection, Connection",
        "Ended, EndedAccount, EndedAccount, EndedAccount, EndedAccount",
        "Environment, EnvironmentView, Environment, Environment, Environment",
        "ApiKey, ApiKey, , , ",
        "Event, AgentAuthEvent, Event, Event, Event",
        "Entry, AuditEntry, AuditEntry, AuditEntry, AuditEntry",
        "Receipt, Receipt, Receipt, Receipt, Receipt",
        "Revocation, Revocation, Revocation, Revocation, Revocation",
        "StaticCredentialsField, CredentialField, CredentialField, CredentialField, CredentialField",
        "Token, AccessToken, AccessToken, AccessToken, ",
        "Site, Site, Site, Site, Site",
        "ManagedApp, ManagedApp, ManagedApp, ManagedApp, ManagedApp",
        "Scope, Scope, Scope, Scope, Scope"
    })
    void same(String schema, String javascript, String java, String python, String go) {
        Map<String, String> wanted = kinds(schema);
        if (javascript != null) {
            assertThat(SdkModel.javascript(javascript)).as("JavaScript").isEqualTo(wanted);
        }
        if (java != null) {
            assertThat(SdkModel.java(java)).as("Java").isEqualTo(wanted);
        }
        if (python != null) {
            assertThat(SdkModel.python(python)).as("Python").isEqualTo(wanted);
        }
        if (go != null) {
            assertThat(SdkModel.go(go)).as("Go").isEqualTo(wanted);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "POST /v1/accounts, NewAccount, NewAccount, Accounts.create, NewAccount",
        "POST /v1/accounts/{id}/auth-url, AuthUrlWishes, AuthUrlWishes, Accounts.create_auth_url, AuthURLWishes",
        "POST /v1/accounts/{id}/refresh, RefreshWishes, RefreshWishes, Accounts.refresh, RefreshWishes",
        "POST /v1/api-keys, ApiKeyWishes, NewApiKey, ApiKeys.create, NewAPIKey",
        "POST /v1/connections, NewConnection, NewConnection, Connections.create, NewConnection",
        "PATCH /v1/environment, EnvironmentChanges, EnvironmentChanges, , ",
        "PUT /v1/managed-apps/{provider}, NewManagedApp, NewManagedApp, ManagedApps.register, NewManagedApp",
        "POST /v1/providers, NewProvider, NewProvider, Providers.create, NewProvider",
        "POST /v1/revocations, RevocationOrder, RevocationOrder, Revocations.create, RevocationOrder"
    })
    @DisplayName("What can be sent can be said in each language")
    void sent(String operation, String javascript, String java, String python, String go) {
        Set<String> wanted = members(operation);
        if (javascript != null) {
            assertThat(SdkModel.javascript(javascript).keySet())
                    .as("JavaScript")
                    .isEqualTo(wanted);
        }
        if (java != null) {
            assertThat(SdkModel.javaFields(java)).as("Java").isEqualTo(wanted);
        }
        if (python != null) {
            assertThat(SdkModel.pythonArguments(python)).as("Python").isEqualTo(wanted);
        }
        if (go != null) {
            assertThat(SdkModel.go(go).keySet()).as("Go").isEqualTo(wanted);
        }
    }

    private static Set<String> members(String operation) {
        String[] verbAndPath = operation.split(" ", 2);
        JsonNode properties = DOCUMENT.path("paths")
                .path(verbAndPath[1])
                .path(verbAndPath[0].toLowerCase(Locale.ROOT))
                .at("/requestBody/content/application~1json/schema/properties");
        assertThat(properties.isObject()).as(operation).isTrue();
        return properties.properties().stream().map(Map.Entry::getKey).collect(toUnmodifiableSet());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"Provider, Provider, Provider, Provider, Provider"})
    @DisplayName("A provider has more to it than the SDKs model")
    void part(String schema, String javascript, String java, String python, String go) {
        Map<String, String> wanted = kinds(schema);
        assertThat(wanted).containsAllEntriesOf(SdkModel.javascript(javascript));
        assertThat(wanted).containsAllEntriesOf(SdkModel.java(java));
        assertThat(wanted).containsAllEntriesOf(SdkModel.python(python));
        assertThat(wanted).containsAllEntriesOf(SdkModel.go(go));
        assertThat(SdkModel.java(java).keySet())
                .isEqualTo(SdkModel.javascript(javascript).keySet())
                .isEqualTo(SdkModel.python(python).keySet())
                .isEqualTo(SdkModel.go(go).keySet());
    }

    private static Map<String, String> kinds(String schema) {
        Map<String, String> kinds = new HashMap<>();
        JsonNode properties = DOCUMENT.at("/components/schemas/" + schema + "/properties");
        assertThat(properties.isObject()).as(schema).isTrue();
        Set<String> required = new HashSet<>();
        DOCUMENT.at("/components/schemas/" + schema + "/required").forEach(name -> required.add(name.asText()));
        properties
                .properties()
                .forEach(property -> kinds.put(
                        property.getKey(),
                        kind(property.getValue())
                                + missing(property.getValue(), required.contains(property.getKey()))));
        return kinds;
    }

    private static String kind(JsonNode schema) {
        JsonNode type = schema.path("type");
        return type.isTextual() ? type.asText() : type.isArray() ? type.get(0).asText() : "object";
    }

    /** Where a list or an object may be left out, an SDK gives an empty one. */
    private static String missing(JsonNode schema, boolean required) {
        boolean orNull = schema.path("type").isArray() || schema.has("anyOf");
        boolean leftOut = !required && !kind(schema).matches("array|object");
        return orNull || leftOut ? "?" : "";
    }
}
