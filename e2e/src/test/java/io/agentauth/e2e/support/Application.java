// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e.support;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentauth.e2e.person.Browser;
import io.agentauth.localstack.LocalStack;
import io.agentauth.localstack.api.Api;
import io.agentauth.localstack.api.Api.Answer;
import io.agentauth.localstack.demo.Page;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** An application with one connection of its own, at the emulator unless it says otherwise. What it does must succeed. */
public final class Application {
    /** What the emulator takes from any client. */
    public static final String CLIENT_SECRET = "emulator-client-secret";

    private static final int TRY_AGAIN = 503;
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final Api api;
    private final String clientId;
    private final String connectionId;
    private final Truth truth;

    private Application(Api api, String clientId, String connectionId, Truth truth) {
        this.api = api;
        this.clientId = clientId;
        this.connectionId = connectionId;
        this.truth = truth;
    }

    /** With a client id that nobody else has, at the emulated {@code provider}: gmail, github, slack, emulator. */
    public static Application at(LocalStack stack, String provider, List<String> scopes) {
        return at(stack, provider, scopes, Map.of());
    }

    private static Application at(LocalStack stack, String provider, List<String> scopes, Map<String, ?> settings) {
        return at(stack, provider, provider, scopes, settings);
    }

    /** At a provider of the catalogue that the emulator's {@code emulated} plays. */
    public static Application at(
            LocalStack stack, String provider, String emulated, List<String> scopes, Map<String, ?> settings) {
        String clientId = "client-" + UUID.randomUUID();
        return with(
                stack,
                clientId,
                emulated,
                Map.of(
                        "provider",
                        provider,
                        "auth_type",
                        "oauth2",
                        "settings",
                        settings,
                        "credentials",
                        Map.of("client_id", clientId, "client_secret", CLIENT_SECRET),
                        "scopes",
                        scopes));
    }

    /** At the strictest provider, by its operator taken for one of that rotation class. */
    public static Application ofClass(LocalStack stack, String rotationClass) {
        return strict(stack, Map.of("rotation_class", rotationClass));
    }

    /** At the strictest provider. */
    public static Application strict(LocalStack stack) {
        return strict(stack, Map.of());
    }

    /** At the strictest provider, in the environment of {@code key}. */
    public static Application strict(LocalStack stack, String key) {
        String clientId = "client-" + UUID.randomUUID();
        return with(
                new Api(stack.baseUrl(), key),
                new Truth(stack.emulatorUrl(), "emulator", clientId),
                clientId,
                Map.of(
                        "provider",
                        "emulator",
                        "auth_type",
                        "oauth2",
                        "credentials",
                        Map.of("client_id", clientId, "client_secret", CLIENT_SECRET),
                        "scopes",
                        List.of("openid", "email")));
    }

    /** At the strictest provider, in an environment of its own that lets the application confirm people at {@code verifyUrl}. */
    public static Application verifying(LocalStack stack, String verifyUrl) {
        return strict(stack, verifyingKey(stack, verifyUrl));
    }

    /** The key of a new environment that lets the application confirm people at {@code verifyUrl}. */
    public static String verifyingKey(LocalStack stack, String verifyUrl) {
        Api operator = new Api(stack.baseUrl(), stack.installationKey());
        String environment = Api.require(operator.post(
                        "/v1/environments",
                        Map.of(
                                "name",
                                "verifying",
                                "kind",
                                "development",
                                "verification",
                                "application",
                                "return_urls",
                                List.of(Browser.HOME),
                                "verify_urls",
                                List.of(verifyUrl))))
                .path("id")
                .asText();
        return Api.require(operator.post(
                        "/v1/api-keys",
                        Map.of(
                                "name",
                                "verifying",
                                "environment_id",
                                environment,
                                "scopes",
                                List.of(
                                        "connections:read",
                                        "connections:write",
                                        "accounts:read",
                                        "accounts:write",
                                        "tokens:read",
                                        "audit:read"))))
                .path("key")
                .asText();
    }

    /** At the strictest provider, as a client that has settings of its own. */
    public static Application strict(LocalStack stack, Map<String, ?> settings) {
        return at(stack, "emulator", List.of("openid", "email"), settings);
    }

    /** At an OpenID issuer. */
    public static Application at(LocalStack stack, URI issuer, String clientId, String clientSecret) {
        return at(stack, issuer, clientId, clientSecret, false);
    }

    /** At an OpenID issuer that binds tokens to keys. */
    public static Application bound(LocalStack stack, URI issuer, String clientId, String clientSecret) {
        return at(stack, issuer, clientId, clientSecret, true);
    }

    private static Application at(LocalStack stack, URI issuer, String clientId, String clientSecret, boolean dpop) {
        return with(
                stack,
                clientId,
                "oidc" + issuer.getPath().replaceFirst("^/oidc", ""),
                Map.of(
                        "provider",
                        "oidc",
                        "auth_type",
                        "oauth2",
                        "settings",
                        Map.of("issuer", issuer.toString(), "dpop", dpop),
                        "credentials",
                        Map.of("client_id", clientId, "client_secret", clientSecret),
                        "scopes",
                        List.of("openid", "email")));
    }

    /** At an OpenID issuer, as a client that signs. */
    public static Application signing(LocalStack stack, URI issuer, String clientId, String authType, AppKey key) {
        return with(
                stack,
                clientId,
                "oidc" + issuer.getPath().replaceFirst("^/oidc", ""),
                Map.of(
                        "provider",
                        "oidc",
                        "auth_type",
                        authType,
                        "settings",
                        Map.of("issuer", issuer.toString()),
                        "credentials",
                        Map.of(
                                "client_id",
                                clientId,
                                "private_key",
                                key.pem(),
                                "key_id",
                                key.id(),
                                "algorithm",
                                "RS256"),
                        "scopes",
                        authType.equals("oauth2") ? List.of("openid", "email") : List.of()));
    }

    /** At the provider whose people enter a key. */
    public static Application keyed(LocalStack stack) {
        return with(stack, "", "emulator-key", Map.of("provider", "emulator-key", "auth_type", "api_key"));
    }

    /**
     * At a provider of the catalogue that the emulator's {@code emulated} plays, by a connection that says itself how; its credentials lack the client
     * id, for which {@code @client@} stands in what they have.
     */
    public static Application without(LocalStack stack, String provider, String emulated, Map<String, ?> connection) {
        String clientId = "client-" + UUID.randomUUID() + "@apps.example";
        Map<String, Object> credentials = new HashMap<>();
        ((Map<?, ?>) connection.get("credentials"))
                .forEach((name, value) ->
                        credentials.put((String) name, ((String) value).replace("@client@", clientId)));
        if (connection.toString().contains("@client@")) {
            credentials.remove("client_id");
        } else {
            credentials.put("client_id", clientId);
        }
        Map<String, Object> whole = new HashMap<>(connection);
        whole.put("provider", provider);
        whole.put("credentials", credentials);
        return with(stack, clientId, emulated, whole);
    }

    /** With the operator's client at {@code provider}, which the emulator's {@code emulated} plays. */
    public static Application managed(LocalStack stack, String provider, String emulated) {
        return with(stack, "local-managed", emulated, Map.of("provider", provider, "mode", "managed"));
    }

    /** At a provider of the environment's own, which is the emulator in truth. */
    public static Application custom(LocalStack stack, String provider) {
        String clientId = "client-" + UUID.randomUUID();
        return with(
                stack,
                clientId,
                "emulator",
                Map.of(
                        "provider",
                        provider,
                        "credentials",
                        Map.of("client_id", clientId, "client_secret", CLIENT_SECRET)));
    }

    private static Application with(LocalStack stack, String clientId, String provider, Map<String, ?> connection) {
        return with(
                new Api(stack.baseUrl(), stack.apiKey()),
                new Truth(stack.emulatorUrl(), provider, clientId),
                clientId,
                connection);
    }

    private static Application with(Api api, Truth truth, String clientId, Map<String, ?> connection) {
        String id =
                Api.require(api.post("/v1/connections", connection)).path("id").asText();
        return new Application(api, clientId, id, truth);
    }

    public Api api() {
        return api;
    }

    public String clientId() {
        return clientId;
    }

    public String connectionId() {
        return connectionId;
    }

    /** What the provider knows about this application's client. */
    public Truth truth() {
        return truth;
    }

    /** A new account that nobody has consented to yet; returns its id. */
    public String account(String identifier) {
        return Api.require(api.post(
                        "/v1/accounts",
                        Map.of(
                                "connection_id", connectionId,
                                "identifier", identifier,
                                "identifier_type", "user_id")))
                .path("id")
                .asText();
    }

    /** A link to consent. */
    public URI link(String account) {
        return URI.create(Api.require(api.post(
                        "/v1/accounts/" + account + "/auth-url", Map.of("redirect_url", Browser.HOME, "state", "kept")))
                .path("url")
                .asText());
    }

    /** A new account, connected by a person with that user name at the emulator. */
    public String connected(String user) {
        String account = account(user);
        connect(account, user);
        return account;
    }

    /** The person follows a link, consents at the emulator, and is sent back with {@code active}. */
    public void connect(String account, String user) {
        Browser browser = new Browser();
        Page back = browser.press(consentPage(browser, link(account)), "allow", Map.of("user_name", user));
        Map<String, String> query = query(back(browser, back).at());
        assertThat(query).containsEntry("status", "active").containsEntry("state", "kept");
        assertThat(query).containsEntry("account_id", account);
    }

    /** From the link to the provider's page. Where we ask for patience, the person opens the link again. */
    public static Page consentPage(Browser browser, URI link) {
        Page[] last = {browser.press(browser.open(link), "continue")};
        Awaitility.await("the provider's page")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(250))
                .until(() -> {
                    if (last[0].status() == TRY_AGAIN) {
                        last[0] = browser.press(browser.open(link), "continue");
                    }
                    return last[0].status() != TRY_AGAIN;
                });
        return last[0];
    }

    /** Looks at the waiting page until the outcome is known, and reloads a page that asks for patience. */
    public static Page back(Browser browser, Page page) {
        Page[] last = {page};
        Awaitility.await("sent back to the application")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(250))
                .until(() -> {
                    if (isUndecided(last[0])) {
                        last[0] = browser.open(last[0].at());
                    }
                    return !isUndecided(last[0]);
                });
        assertThat(last[0].at().toString())
                .as("“%s” (%d)", last[0].heading(), last[0].status())
                .startsWith(Browser.HOME);
        return last[0];
    }

    private static boolean isUndecided(Page page) {
        return page.status() == TRY_AGAIN
                || (page.status() < 400 && page.at().getPath().startsWith("/connect/outcome/"));
    }

    public JsonNode read(String account) {
        return Api.require(api.get("/v1/accounts/" + account));
    }

    public String status(String account) {
        return read(account).path("status").asText();
    }

    /** A token read, whatever the answer. */
    public Answer tokenAnswer(String account) {
        return api.get("/v1/accounts/" + account + "/token");
    }

    /** Asks for a renewal, whatever comes of it. */
    public Answer refresh(String account) {
        return api.post("/v1/accounts/" + account + "/refresh", Map.of("reason", "rejected"));
    }

    /** Ends the account's grants; returns the answer with the receipt. */
    public JsonNode disconnect(String account) {
        return Api.require(api.post("/v1/accounts/" + account + "/disconnect", Map.of()));
    }

    /** Ends the account's grants, and waits until the provider has revoked them: a receipt may say pending at first. */
    public void revoke(String account) {
        Awaitility.await("a receipt that says revoked").atMost(PATIENCE).untilAsserted(() -> assertThat(
                        disconnect(account).findValuesAsText("status"))
                .contains("revoked"));
    }

    /** The access token, which must be had. */
    public String token(String account) {
        return Api.require(tokenAnswer(account)).path("access_token").asText();
    }

    /** Waits until the token that is handed out is another than {@code old}, and returns it. */
    public String tokenAfter(String account, String old) {
        String[] now = {old};
        Awaitility.await("another token than before")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    Answer answer = tokenAnswer(account);
                    now[0] = answer.status() == 200 ? answer.text("access_token") : now[0];
                    return !now[0].equals(old);
                });
        return now[0];
    }

    /** Waits until the account reads as wanted, and returns it. */
    public JsonNode await(String account, String what, Predicate<JsonNode> wanted) {
        JsonNode[] last = {read(account)};
        Awaitility.await(what).atMost(PATIENCE).untilAsserted(() -> {
            last[0] = read(account);
            assertThat(wanted.test(last[0])).as("%s: %s", what, last[0]).isTrue();
        });
        return last[0];
    }

    /** The parameters of an address. */
    public static Map<String, String> query(URI address) {
        Map<String, String> query = new HashMap<>();
        for (String pair : address.getQuery().split("&")) {
            int equals = pair.indexOf('=');
            query.put(pair.substring(0, Math.max(0, equals)), pair.substring(equals + 1));
        }
        return query;
    }
}
