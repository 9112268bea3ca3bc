// SPDX-License-Identifier: Apache-2.0
package io.agentauth.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The models of the SDKs are the contract's")
class SdkModelTest {
    private static final ObjectNode DOCUMENT = new Contract(Said.read()).document(Operations.all());
    private static final String JSON_BODY = "/content/application~1json/schema";
    private static final String ANSWERED =
            """
            Account, Account, Account, Account, Account
            ProviderAccount, ProviderAccount, ProviderAccount, ProviderAccount, ProviderAccount
            AccountPolicy, AccountPolicy, AccountPolicy, AccountPolicy, AccountPolicy
            Connection, Connection, Connection, Connection, Connection
            Ended, EndedAccount, EndedAccount, EndedAccount, EndedAccount
            Environment, EnvironmentView, Environment, Environment, Environment
            Event, AgentAuthEvent, Event, Event, Event
            Entry, AuditEntry, AuditEntry, AuditEntry, AuditEntry
            Receipt, Receipt, Receipt, Receipt, Receipt
            Revocation, Revocation, Revocation, Revocation, Revocation
            StaticCredentialsField, CredentialField, CredentialField, CredentialField, CredentialField
            Token, AccessToken, AccessToken, AccessToken, AccessToken
            Site, Site, Site, Site, Site
            ManagedApp, ManagedApp, ManagedApp, ManagedApp, ManagedApp
            Scope, Scope, Scope, Scope, Scope
            """;
    /** Parts of those above, and what only operators ask for, who have no method for it. */
    private static final Set<String> NOT_BY_ITSELF = Set.of(
            "Provider",
            "Api",
            "ApiKey",
            "Aliases",
            "ApiRateLimit",
            "ConnectionClient",
            "ConnectionSettings",
            "ManagedAppClient",
            "ProviderAsked",
            "ProviderLife",
            "Rehearsal",
            "Sent",
            "ServerMetadata",
            "Problem",
            "Keys",
            "Keyset",
            "Reseal",
            "SealChange",
            "SealStanding");

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = ANSWERED)
    void same(String schema, String javascript, String java, String python, String go) {
        Map<String, String> wanted = kinds(schema);
        assertThat(SdkModel.javascript(javascript)).as("JavaScript").isEqualTo(SdkBody.withoutTimes(wanted));
        assertThat(SdkModel.java(java)).as("Java").isEqualTo(wanted);
        assertThat(SdkModel.python(python)).as("Python").isEqualTo(wanted);
        assertThat(emptyIsMissing(SdkModel.go(go), schema)).as("Go").isEqualTo(emptyIsMissing(wanted, schema));
    }

    @Test
    @DisplayName("Nothing that is answered is without one")
    void all() {
        Set<String> named = new HashSet<>(NOT_BY_ITSELF);
        ANSWERED.lines().map(line -> line.split(",", 2)[0]).forEach(named::add);
        Set<String> answered = new HashSet<>();
        DOCUMENT.at("/components/schemas").fieldNames().forEachRemaining(answered::add);

        assertThat(named).isEqualTo(answered);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "POST /v1/accounts/{id}/auth-url, 200, AuthUrl, AuthUrl, AuthUrl, AuthURL",
        "POST /v1/accounts/{id}/check, 200, Checked, Checked, Checked, Checked",
        "POST /v1/api-keys, 201, NewApiKey, ApiKey, ApiKey, APIKey"
    })
    @DisplayName("What only one operation answers is modelled as that")
    void answered(String operation, String status, String javascript, String java, String python, String go) {
        Map<String, String> wanted = kinds(operation(operation).at("/responses/" + status + JSON_BODY));
        assertThat(SdkModel.javascript(javascript)).as("JavaScript").isEqualTo(SdkBody.withoutTimes(wanted));
        assertThat(SdkModel.java(java)).as("Java").isEqualTo(wanted);
        assertThat(SdkModel.python(python)).as("Python").isEqualTo(wanted);
        assertThat(SdkModel.go(go)).as("Go").isEqualTo(wanted);
    }

    @Test
    @DisplayName("Who was confirmed is an account, and has one member more")
    void verified() {
        Map<String, String> wanted =
                new HashMap<>(kinds(operation("POST /v1/authorizations/verify").at("/responses/200" + JSON_BODY)));
        wanted.keySet().removeAll(kinds("Account").keySet());

        assertThat(SdkModel.javascript("VerifiedAccount")).as("JavaScript").isEqualTo(wanted);
        assertThat(SdkModel.java("VerifiedAccount"))
                .as("Java")
                .containsEntry("account", "object")
                .containsAllEntriesOf(wanted);
        assertThat(SdkModel.python("VerifiedAccount")).as("Python").isEqualTo(wanted);
        assertThat(SdkModel.go("VerifiedAccount")).as("Go").isEqualTo(wanted);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "POST /v1/accounts, NewAccount, NewAccount, Accounts.create, NewAccount",
        "POST /v1/accounts/{id}/auth-url, AuthUrlWishes, AuthUrlWishes, Accounts.create_auth_url, AuthURLWishes",
        "POST /v1/accounts/{id}/device-code, DeviceCodeWishes, DeviceCodeWishes, Accounts.create_device_code, DeviceCodeWishes",
        "POST /v1/accounts/{id}/refresh, RefreshWishes, RefreshWishes, Accounts.refresh, RefreshWishes",
        "PUT /v1/accounts/{id}/credentials, TokenImport, TokenImport, Accounts.import_tokens, TokenImport",
        "PUT /v1/accounts/{id}/policy, , , Accounts.set_policy, NewPolicy",
        "POST /v1/api-keys, ApiKeyWishes, NewApiKey, ApiKeys.create, NewAPIKey",
        "POST /v1/authorizations/verify, VerifyProof, , Authorizations.verify, Proof",
        "POST /v1/connections, NewConnection, NewConnection, Connections.create, NewConnection",
        "PATCH /v1/connections/{id}, , ConnectionChanges, Connections.update, ConnectionChanges",
        "PATCH /v1/environment, EnvironmentChanges, EnvironmentChanges, OwnEnvironment.update, ",
        "POST /v1/environments, , , Environments.create, ",
        "PATCH /v1/environments/{id}, , , Environments.update, ",
        "PUT /v1/managed-apps/{provider}, NewManagedApp, NewManagedApp, ManagedApps.register, NewManagedApp",
        "POST /v1/providers, NewProvider, NewProvider, Providers.create, NewProvider",
        "PATCH /v1/providers/{id}, NewProvider, NewProvider, Providers.update, NewProvider",
        "POST /v1/revocations, RevocationOrder, RevocationOrder, Revocations.create, RevocationOrder"
    })
    @DisplayName("What can be sent can be said in each language, and has to be said where it must be sent")
    void sent(String operation, String javascript, String java, String python, String go) {
        Map<String, String> wanted = sendable(operation);
        if (javascript != null) {
            assertThat(SdkBody.javascript(javascript)).as("JavaScript").isEqualTo(SdkBody.withoutTimes(wanted));
        }
        if (java != null) {
            assertThat(SdkBody.java(java)).as("Java").isEqualTo(wanted);
        }
        if (python != null) {
            assertThat(SdkBody.python(python)).as("Python").isEqualTo(wanted);
        }
        if (go != null) {
            assertThat(SdkBody.go(go)).as("Go").isEqualTo(wanted);
        }
    }

    @Test
    @DisplayName("A client's credentials have all of their members in each language that has a type for them")
    void credentials() {
        JsonNode credentials = body("POST /v1/connections").at("/properties/credentials");
        Map<String, String> wanted = new HashMap<>();
        credentials
                .path("properties")
                .properties()
                .forEach(member -> wanted.put(member.getKey(), kind(member.getValue()) + "?"));

        assertThat(wanted).hasSizeGreaterThan(4);
        assertThat(SdkBody.javascript("ClientCredentials")).isEqualTo(SdkBody.withoutTimes(wanted));
        assertThat(SdkBody.java("ClientCredentials")).isEqualTo(wanted);
        Map<String, String> go = SdkBody.go("Credentials");
        assertThat(go.remove("certificate_expires_at"))
                .as("answered, never sent")
                .isEqualTo("time?");
        assertThat(go).isEqualTo(wanted);
        assertThat(body("PUT /v1/managed-apps/{provider}").at("/properties/credentials"))
                .isEqualTo(credentials);
    }

    @Test
    @DisplayName("A connection's settings have all of their members in TypeScript; elsewhere they are a map")
    void settings() {
        assertThat(SdkBody.javascript("ConnectionSettings").keySet())
                .isEqualTo(kinds(body("POST /v1/connections").at("/properties/settings"))
                        .keySet())
                .isEqualTo(kinds("ConnectionSettings").keySet());
    }

    /** What a type sends: of the credentials what another method brings is left out, of a change what it cannot change. */
    private static Map<String, String> sendable(String operation) {
        JsonNode schema = body(operation);
        Map<String, String> kinds = new HashMap<>();
        Set<String> required = required(schema);
        schema.path("properties")
                .properties()
                .forEach(member -> kinds.put(
                        member.getKey(), kind(member.getValue()) + (required.contains(member.getKey()) ? "" : "?")));
        switch (operation) {
            case "PATCH /v1/connections/{id}" -> kinds.keySet().removeAll(Set.of("provider", "auth_type", "mode"));
            case "PUT /v1/accounts/{id}/credentials" -> kinds.remove("fields");
            default -> {}
        }
        return kinds;
    }

    private static JsonNode body(String operation) {
        JsonNode schema = operation(operation).at("/requestBody" + JSON_BODY);
        assertThat(schema.path("properties").isObject()).as(operation).isTrue();
        return schema;
    }

    private static JsonNode operation(String operation) {
        String[] verbAndPath = operation.split(" ", 2);
        return DOCUMENT.path("paths").path(verbAndPath[1]).path(verbAndPath[0].toLowerCase(Locale.ROOT));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "Provider, Provider, Provider, Provider, Provider",
        "Api, ProviderApi, ProviderApi, ProviderApi, ProviderAPI"
    })
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
        return kinds(DOCUMENT.at("/components/schemas/" + schema));
    }

    private static Map<String, String> kinds(JsonNode schema) {
        Map<String, String> kinds = new HashMap<>();
        JsonNode properties = schema.path("properties");
        assertThat(properties.isObject()).as(schema.toString()).isTrue();
        Set<String> required = required(schema);
        properties
                .properties()
                .forEach(property -> kinds.put(
                        property.getKey(),
                        kind(property.getValue())
                                + missing(property.getValue(), required.contains(property.getKey()))));
        return kinds;
    }

    private static Set<String> required(JsonNode schema) {
        Set<String> required = new HashSet<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        return required;
    }

    private static String kind(JsonNode schema) {
        if (schema.path("format").asText().equals("date-time")) {
            return "time";
        }
        JsonNode type = schema.path("type");
        return type.isTextual() ? type.asText() : type.isArray() ? type.get(0).asText() : "object";
    }

    /** Where a list or an object may be left out, an SDK gives an empty one. */
    private static String missing(JsonNode schema, boolean required) {
        boolean orNull = schema.path("type").isArray() || schema.has("anyOf");
        boolean leftOut = !required && !kind(schema).matches("array|object");
        return orNull || leftOut ? "?" : "";
    }

    /** Go says by an empty text which of the two kinds of token was handed out. */
    private static Map<String, String> emptyIsMissing(Map<String, String> kinds, String schema) {
        Map<String, String> without = new HashMap<>(kinds);
        if (schema.equals("Token")) {
            without.computeIfPresent("auth_type", (name, kind) -> "string");
            without.computeIfPresent("access_token", (name, kind) -> "string");
            without.computeIfPresent("token_type", (name, kind) -> "string");
        }
        return without;
    }
}
