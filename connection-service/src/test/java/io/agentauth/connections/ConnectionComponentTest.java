// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections;

import static io.agentauth.connections.Installation.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.agentauth.connections.expiring.WarnOfExpiry;
import io.agentauth.database.Database;
import io.agentauth.events.AgentAuthEvent;
import io.agentauth.events.ConnectionResumed;
import io.agentauth.events.ConnectionSuspended;
import io.agentauth.identity.ServiceName;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.outbox.NewEvent;
import io.agentauth.outbox.Outbox;
import io.agentauth.testkit.ServersResource;
import io.agentauth.vault.CannotOpen;
import io.agentauth.vault.Place;
import io.agentauth.vault.Reveal;
import io.agentauth.vault.Sealed;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "connection"))
@WithTestResource(Neighbours.class)
class ConnectionComponentTest {
    private static final String SECRET = "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gain";

    @Inject
    Installation installation;

    @Inject
    Database database;

    @Inject
    Outbox outbox;

    @Inject
    WarnOfExpiry warn;

    private Installation.Tenant tenant;

    @BeforeEach
    void aTenant() {
        installation.awaitStart();
        tenant = installation.tenant();
    }

    @Test
    @DisplayName("F9: a client secret never comes back")
    void aConnectionIsMadeAndItsSecretNeverComesBack() {
        ValidatableResponse made = create(gmail())
                .statusCode(201)
                .body("id", startsWith("conn_"))
                .body("name", equalTo("Gmail"))
                .body("auth_type", equalTo("oauth2"))
                .body("mode", equalTo("own"))
                .body("credentials", equalTo(Map.of("client_id", "client-1")))
                .body("scopes", equalTo(List.of("https://www.googleapis.com/auth/gmail.send")))
                .body("redirect_uri", startsWith("http://localhost:8080/oauth/callback/"))
                .body("status", equalTo("active"))
                .body("version", equalTo(1));
        String id = made.extract().path("id");
        String list = as(tenant.bearer())
                .get("/v1/connections")
                .then()
                .body("data", hasSize(1))
                .extract()
                .asString();
        String one = get(id).statusCode(200).extract().asString();

        assertThat(made.extract().asString() + list + one)
                .doesNotContain(SECRET)
                .doesNotContain("sealed");
        assertThat(made.extract().<String>path("redirect_uri")).hasSize(37 + 22);
    }

    @Test
    @DisplayName("F2, F8: only token-refresher is given the sealed secret, and it opens in its place alone")
    void onlyTokenRefresherGetsTheSealedSecretAndItOpensInItsPlaceAlone() {
        String id = create(gmail()).extract().path("id");

        ValidatableResponse view = internal(ServiceName.TOKEN_REFRESHER, tenant.environment(), id)
                .statusCode(200)
                .body("client_id", equalTo("client-1"))
                .body("credentials_version", equalTo(1))
                .body("definition.token.endpoint", equalTo("https://oauth2.googleapis.com/token"))
                .body("redirect_context", notNullValue())
                .body("deleted", equalTo(false));
        internal(ServiceName.ACCOUNT_SERVICE, tenant.environment(), id)
                .statusCode(200)
                .body("sealed_client_secret", nullValue());
        internal(ServiceName.CALLBACK_GATEWAY, tenant.environment(), id).statusCode(403);
        internal(ServiceName.ACCOUNT_SERVICE, installation.tenant().environment(), id)
                .statusCode(404);

        Sealed sealed = Sealed.fromBase64(view.extract().path("sealed_client_secret"));
        assertThat(Neighbours.opener().open(sealed, place(id, 1)).reveal(Reveal.TO_VERIFY))
                .isEqualTo(SECRET);
        assertThatThrownBy(() -> Neighbours.opener().open(sealed, place(id, 2))).isInstanceOf(CannotOpen.class);
        assertThatThrownBy(() -> Neighbours.opener()
                        .open(sealed, place(ConnectionId.next().toString(), 1)))
                .isInstanceOf(CannotOpen.class);
        assertThat(Neighbours.SERVICE_HEADERS).allMatch(header -> header.startsWith("Bearer ey"));
    }

    @Test
    void newCredentialsGetAVersionAndASealOfTheirOwn() {
        String id = create(gmail()).extract().path("id");

        change(id, Map.of("credentials", Map.of("client_id", "client-2", "client_secret", "other"), "name", "Mail"))
                .statusCode(200)
                .body("name", equalTo("Mail"))
                .body("version", equalTo(2))
                .body("credentials.client_id", equalTo("client-2"));
        ValidatableResponse view =
                internal(ServiceName.TOKEN_REFRESHER, tenant.environment(), id).body("credentials_version", equalTo(2));
        Sealed sealed = Sealed.fromBase64(view.extract().path("sealed_client_secret"));
        assertThat(Neighbours.opener().open(sealed, place(id, 2)).reveal(Reveal.TO_VERIFY))
                .isEqualTo("other");

        change(id, Map.of("scopes", List.of("a", "b", "a")))
                .statusCode(200)
                .body("scopes", equalTo(List.of("a", "b")))
                .body("version", equalTo(3));
        change(id, Map.of("scopes", List.of("a", "b"))).statusCode(200).body("version", equalTo(3));
        internal(ServiceName.TOKEN_REFRESHER, tenant.environment(), id).body("credentials_version", equalTo(2));
        field(change(id, Map.of("credentials", Map.of("client_id", "x"))), "credentials.client_secret");
        field(change(id, Map.of("provider", "github")), "provider");
    }

    @Test
    @DisplayName("C6: an issuer is discovered, its endpoints are kept, and it cannot be exchanged for another")
    void anIssuerIsDiscoveredAndItsEndpointsAreKept() {
        String id =
                create(oidc("https://issuer.test/a")).statusCode(201).extract().path("id");

        internal(ServiceName.TOKEN_REFRESHER, tenant.environment(), id)
                .statusCode(200)
                .body("definition.authorization.endpoint", equalTo("https://issuer.test/a/authorize"))
                .body("definition.token.endpoint", equalTo("https://issuer.test/a/token"))
                .body("definition.authorization.pushed.endpoint", equalTo("https://issuer.test/a/par"))
                .body("definition.authorization.pushed.required", equalTo(false))
                .body("definition.token.client_authentication", equalTo("post"))
                .body("definition.issuer", equalTo("https://issuer.test/a"))
                .body("settings.issuer", equalTo("https://issuer.test/a"));
        field(change(id, Map.of("settings", Map.of("issuer", "https://issuer.test/b"))), "settings.issuer");
        create(oidc("https://elsewhere.test")).statusCode(400).body("code", equalTo("provider_metadata_invalid"));
        for (String issuer : List.of("http://issuer.test", "https://u@issuer.test", "https://issuer.test?x", "x", "")) {
            field(create(oidc(issuer)), "settings.issuer");
        }
    }

    @Test
    @DisplayName("RFC 9449 §5.1: tokens are bound where the issuer offers it and the connection wants it")
    void tokensAreBoundWhereThatIsOfferedAndWanted() {
        Map<String, Object> wanted = oidc("https://issuer.test/a");
        wanted.put("settings", Map.of("issuer", "https://issuer.test/a", "dpop", true));
        field(create(wanted), "settings.dpop");
        field(create(with("settings", Map.of("dpop", true))), "settings.dpop");
        Neighbours.PUBLISHED.put("dpop_signing_alg_values_supported", List.of("RS256", "ES256"));
        try {
            String id = create(wanted)
                    .statusCode(201)
                    .body("settings.dpop", equalTo(true))
                    .extract()
                    .path("id");
            internal(ServiceName.TOKEN_REFRESHER, tenant.environment(), id)
                    .body("definition.token.dpop", equalTo(true));
            String other = create(oidc("https://issuer.test/a"))
                    .statusCode(201)
                    .extract()
                    .path("id");
            internal(ServiceName.TOKEN_REFRESHER, tenant.environment(), other)
                    .body("definition.token.dpop", equalTo(false));
        } finally {
            Neighbours.PUBLISHED.clear();
        }
    }

    @Test
    @DisplayName("A7, C6: an issuer that leads elsewhere or takes no PKCE any more is not followed")
    void anIssuerThatIsAskedAgainKeepsItsWord() {
        Map<String, Object> settings = Map.of("issuer", "https://issuer.test/a", "rate_limit", 7);
        for (Map<String, Object> changed : List.<Map<String, Object>>of(
                Map.of("token_endpoint", "https://elsewhere.test/token"),
                Map.of("revocation_endpoint", "https://issuer.test:8443/revoke"),
                Map.of("pushed_authorization_request_endpoint", "https://elsewhere.test/par"),
                Map.of("device_authorization_endpoint", "https://elsewhere.test/device"),
                Map.of("code_challenge_methods_supported", List.of("plain")))) {
            String id = create(oidc("https://issuer.test/a"))
                    .statusCode(201)
                    .extract()
                    .path("id");
            Neighbours.PUBLISHED.putAll(changed);
            try {
                change(id, Map.of("settings", settings))
                        .statusCode(400)
                        .body("code", equalTo("provider_metadata_invalid"));
            } finally {
                Neighbours.PUBLISHED.clear();
            }
            internal(ServiceName.TOKEN_REFRESHER, tenant.environment(), id)
                    .body("version", equalTo(1))
                    .body("definition.token.endpoint", equalTo("https://issuer.test/a/token"));
            change(id, Map.of("settings", settings)).statusCode(200);
        }
    }

    @Test
    @DisplayName("C1: two connections of one provider have redirect addresses of their own")
    void eachConnectionHasARedirectAddressOfItsOwn() {
        String one = create(gmail()).extract().path("redirect_uri");
        String other = create(gmail()).extract().path("redirect_uri");

        assertThat(one).isNotEqualTo(other);
    }

    @Test
    void theOperatorMayKnowBetterThanTheCatalogueHowTokensRotate() {
        String id = create(with("settings", Map.of("rotation_class", "R")))
                .statusCode(201)
                .body("settings", equalTo(Map.of("rotation_class", "R")))
                .extract()
                .path("id");

        internal(ServiceName.TOKEN_REFRESHER, tenant.environment(), id)
                .body("definition.rotation.class", equalTo("R"))
                .body("definition.identity_scopes", hasItem("openid"));
        change(id, Map.of("settings", Map.of())).statusCode(200).body("version", equalTo(2));
        internal(ServiceName.TOKEN_REFRESHER, tenant.environment(), id).body("definition.rotation.class", equalTo("N"));
        field(create(with("settings", Map.of("rotation_class", "X"))), "settings.rotation_class");
    }

    @Test
    void aConnectionMayBeKeptBelowARateOfRenewals() {
        String id = create(with("settings", Map.of("rate_limit", 5)))
                .statusCode(201)
                .body("settings.rate_limit", equalTo(5))
                .extract()
                .path("id");

        internal(ServiceName.TOKEN_REFRESHER, tenant.environment(), id).body("settings.rate_limit", equalTo(5));
        for (Object wrong : List.of(0, -1, 10_001, "many")) {
            field(create(with("settings", Map.of("rate_limit", wrong))), "settings.rate_limit");
        }
    }

    @Test
    void aConnectionMayChooseTheVersionOfItsProvidersApi() {
        Map<String, Object> notion = new HashMap<>(gmail());
        notion.put("provider", "notion");
        notion.remove("scopes");
        notion.put("settings", Map.of("api_version", "2025-09-03"));
        String id = create(notion)
                .statusCode(201)
                .body("settings.api_version", equalTo("2025-09-03"))
                .extract()
                .path("id");

        internal(ServiceName.TOKEN_REFRESHER, tenant.environment(), id)
                .body("definition.identity.headers.Notion-Version", equalTo("2025-09-03"));
        change(id, Map.of("settings", Map.of("api_version", "2026-03-11"))).statusCode(200);
        internal(ServiceName.TOKEN_REFRESHER, tenant.environment(), id)
                .body("definition.identity.headers.Notion-Version", equalTo("2026-03-11"));
        for (String wrong : List.of("", "a b", "2026\r\nX: y")) {
            notion.put("settings", Map.of("api_version", wrong));
            field(create(notion), "settings.api_version");
        }
        field(create(with("settings", Map.of("api_version", "v1"))), "settings.api_version");
    }

    @Test
    void aConnectionThatIdentifiesNobodyAsksForNoScopesToDoSo() {
        String id = create(with("settings", Map.of("identity", false)))
                .statusCode(201)
                .extract()
                .path("id");

        internal(ServiceName.TOKEN_REFRESHER, tenant.environment(), id)
                .body("definition.identity", nullValue())
                .body("definition.identity_scopes", hasSize(0));
    }

    @Test
    void aRepeatedCreationAnswersTheSameAndAsksNobodyAgain() {
        String first = create("once", oidc("https://issuer.test/a"))
                .statusCode(201)
                .extract()
                .asString();
        int discovered = Neighbours.DISCOVERED.get();

        assertThat(create("once", oidc("https://issuer.test/a"))
                        .statusCode(201)
                        .extract()
                        .asString())
                .isEqualTo(first);
        assertThat(Neighbours.DISCOVERED.get()).isEqualTo(discovered);
        Map<String, Object> otherSecret = oidc("https://issuer.test/a");
        otherSecret.put("credentials", Map.of("client_id", "client-1", "client_secret", "another"));
        create("once", otherSecret).statusCode(409).body("code", equalTo("idempotency_conflict"));
        as(tenant.bearer()).get("/v1/connections").then().body("data", hasSize(1));
    }

    @Test
    void whatCannotBeAConnectionIsRefusedByField() {
        create(with("provider", "nobody")).statusCode(400).body("code", equalTo("unknown_provider"));
        field(create(with("provider", null)), "provider");
        field(create(with("auth_type", "api_key")), "auth_type");
        field(create(with("mode", "managed")), "mode");
        field(create(with("credentials", null)), "credentials");
        field(create(with("credentials", Map.of("client_id", "x"))), "credentials.client_secret");
        field(create(with("credentials", Map.of("client_secret", "x"))), "credentials.client_id");
        field(
                create(with("credentials", Map.of("client_id", "x", "client_secret", "y".repeat(4097)))),
                "credentials.client_secret");
        field(create(with("scopes", List.of("with space"))), "scopes");
        field(create(with("name", "")), "name");
        field(create(with("settings", Map.of("issuer", "https://issuer.test"))), "settings.issuer");
        ValidatableResponse unknown = create(
                        with("credentials", Map.of("client_id", "x", "client_secret", SECRET, "token", "t")))
                .statusCode(400)
                .body("code", equalTo("unknown_field"))
                .body("errors.field", hasItem("credentials.token"));
        assertThat(unknown.extract().asString()).doesNotContain(SECRET);
        as(tenant.bearer())
                .body("{\"credentials\":{\"client_secret\":\"" + SECRET + "\",}}")
                .post("/v1/connections")
                .then()
                .statusCode(400)
                .body("code", equalTo("malformed_json"))
                .body("detail", not(containsString(SECRET)));
        as(tenant.bearer()).get("/v1/connections").then().body("data", hasSize(0));
    }

    @Test
    @DisplayName("C9, C10: a connection of another environment is not there")
    void aConnectionOfAnotherEnvironmentIsNotThere() {
        String id = create(gmail()).extract().path("id");
        Installation.Tenant other = installation.tenant();

        for (String foreign : List.of(id, ConnectionId.next().toString(), "conn_x", "key_1")) {
            String path = "/v1/connections/" + foreign;
            as(other.bearer()).get(path).then().statusCode(404).body("code", equalTo("not_found"));
            as(other.bearer()).body(Map.of("name", "x")).patch(path).then().statusCode(404);
            as(other.bearer()).delete(path + "?force=true").then().statusCode(404);
        }
        as(other.bearer()).get("/v1/connections").then().body("data", hasSize(0));
        get(id).statusCode(200).body("name", equalTo("Gmail"));
    }

    @Test
    @DisplayName("H3: each verb asks for its scope")
    void scopesOfTheKeyAreAskedFor() {
        String id = create(gmail()).extract().path("id");
        String reader = installation.exchange(installation.key(tenant, "connections:read"));
        String writer = installation.exchange(installation.key(tenant, "connections:write"));

        as(reader).get("/v1/connections/" + id).then().statusCode(200);
        as(reader).get("/v1/providers").then().statusCode(200);
        as(reader).body(gmail()).post("/v1/connections").then().statusCode(403);
        as(reader).delete("/v1/connections/" + id).then().statusCode(403);
        as(writer).get("/v1/connections").then().statusCode(403);
        installation.operator().get("/v1/connections").then().statusCode(403);
    }

    @Test
    void aConnectionInUseIsDeletedOnlyByForce() {
        String id = create(gmail()).extract().path("id");
        Neighbours.ACCOUNTS.put(id, 2L);

        delete(id, "")
                .statusCode(409)
                .body("code", equalTo("connection_in_use"))
                .body("accounts", equalTo(2));
        delete(id, "?force=maybe").statusCode(400);
        get(id).statusCode(200).body("deleted_at", nullValue());

        // No event has to have come first.
        Neighbours.ACCOUNTS.remove(id);
        delete(id, "").statusCode(200).body("deleted_at", notNullValue());
        get(id).statusCode(404);
        internal(ServiceName.TOKEN_REFRESHER, tenant.environment(), id)
                .statusCode(200)
                .body("deleted", equalTo(true));

        String forced = create(gmail()).extract().path("id");
        Neighbours.ACCOUNTS.put(forced, 1L);
        delete(forced, "?force=true").statusCode(200);
    }

    @Test
    void whileNobodyCanSayWhetherAConnectionIsInUseItStays() {
        String id = create(gmail()).extract().path("id");
        Neighbours.accountsAway = true;
        try {
            delete(id, "").statusCode(503).body("code", equalTo("service_unavailable"));
            get(id).statusCode(200);
            delete(id, "?force=true").statusCode(200);
        } finally {
            Neighbours.accountsAway = false;
        }
    }

    @Test
    void aConnectionThatTheProviderRefusesSaysSoUntilItHasNewCredentials() {
        String id = create(gmail()).extract().path("id");
        EnvironmentId environment = EnvironmentId.parse(tenant.environment());

        publish(new ConnectionSuspended(environment, ConnectionId.parse(id), "gmail", 1, "client_invalid"));
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> get(id).body("status", equalTo("suspended"))
                .body("status_reason", equalTo("client_invalid")));
        change(id, Map.of("credentials", Map.of("client_id", "c", "client_secret", "s")))
                .body("status", equalTo("active"));
        publish(new ConnectionSuspended(environment, ConnectionId.parse(id), "gmail", 2, "client_invalid"));
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> get(id).body("status", equalTo("suspended")));
        publish(new ConnectionResumed(environment, ConnectionId.parse(id), "gmail", 2, "renewed"));
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> get(id).body("status", equalTo("active")));
    }

    @Test
    void theCatalogueIsListedInParts() {
        String cursor = as(tenant.bearer())
                .get("/v1/providers?limit=100")
                .then()
                .statusCode(200)
                .body("data", hasSize(100))
                .body("data.id", hasItem("gmail"))
                .extract()
                .path("next_cursor");
        as(tenant.bearer())
                .get("/v1/providers?limit=100&cursor=" + cursor)
                .then()
                .body("data.id", hasItem("zoho-crm"))
                .body("data.id", not(hasItem("gmail")))
                .body("next_cursor", nullValue());
        as(tenant.bearer())
                .get("/v1/providers?limit=1")
                .then()
                .body("data", hasSize(1))
                .body("data[0].id", equalTo("adobe"));
    }

    @Test
    void theCatalogueIsSearchedByWordsAndCategory() {
        found("q=GOOGLE cal").body("data.id", equalTo(List.of("google-calendar")));
        found("q=calendar&category=calendar").body("data.id", hasItem("microsoft-calendar"));
        found("category=files").body("data.id", hasItem("google-drive")).body("data.id", not(hasItem("gmail")));
        found("category=meetings").body("data.id", hasItem("microsoft-teams"));
        found("q=nothing has this").body("data", hasSize(0));
        found("category=nonsense").body("data", hasSize(0));
        field(as(tenant.bearer()).get("/v1/providers?q=" + "x".repeat(101)).then(), "q");
    }

    @Test
    void aProviderIsReadWithWhatAnApplicationNeeds() {
        as(tenant.bearer())
                .get("/v1/providers/gmail")
                .then()
                .statusCode(200)
                .body("name", equalTo("Gmail"))
                .body("logo", startsWith("data:image/svg+xml;base64,"))
                .body("available", equalTo(true))
                .body("unavailable_reason", nullValue())
                .body("scopes.name", hasItem("https://www.googleapis.com/auth/gmail.send"))
                .body("lifetimes.idle", equalTo(15552000))
                .body("rotation_class", equalTo("N"))
                .body("revocation", equalTo("grant"))
                .body("api.base_url", equalTo("https://gmail.googleapis.com/gmail/v1"))
                .body("setup", hasItem(containsString("redirect URI")))
                .body("unconfirmed", hasSize(1))
                .body("redirect_uri", startsWith("http://localhost:8080/oauth/callback/"));
        as(tenant.bearer())
                .get("/v1/providers/zendesk")
                .then()
                .body("placeholders.subdomain.kind", equalTo("label"))
                .body("placeholders.subdomain.default", nullValue());
        as(tenant.bearer())
                .get("/v1/providers/trello")
                .then()
                .body("auth_types", equalTo(List.of("oauth1")))
                .body("available", equalTo(true));
        as(tenant.bearer())
                .get("/v1/providers/dropbox-sign")
                .then()
                .body("available", equalTo(false))
                .body("unavailable_reason", containsString("this release does not do"));
        as(tenant.bearer()).get("/v1/providers/nobody").then().statusCode(404);
    }

    @Test
    @DisplayName(
            "Q21, RFC 5849 §3.4: a connection by OAuth 1.0a has the key as its client id, and a secret to sign with")
    void aConnectionWhosePeopleConsentByTheOlderProtocol() {
        Map<String, Object> trello = with("provider", "trello");
        trello.put("auth_type", "oauth1");
        trello.put("scopes", List.of("read", "account"));
        trello.put("credentials", Map.of("client_id", "key"));
        field(create(trello), "credentials.client_secret");
        trello.put("credentials", Map.of("client_id", "key", "client_secret", "secret"));
        create(trello).statusCode(201).body("auth_type", equalTo("oauth1"));
    }

    @Test
    void aProviderThatThisReleaseCannotConnectIsRefused() {
        for (String provider : List.of("dropbox-sign")) {
            Map<String, Object> body = with("provider", provider);
            body.remove("auth_type");
            body.remove("scopes");
            create(body)
                    .statusCode(400)
                    .body("code", equalTo("provider_not_supported"))
                    .body("detail", containsString("this release does not do"));
        }
        as(tenant.bearer()).get("/v1/connections").then().body("data", hasSize(0));
    }

    @Test
    @DisplayName("C6, D10: what is put into an address is checked, and put there once")
    void whatDiffersFromCustomerToCustomerIsPutIntoTheAddressesOnce() {
        Map<String, Object> body = with("provider", "zendesk");
        body.remove("scopes");
        field(create(body), "settings.placeholders.subdomain");
        for (String wrong : List.of("a.b", "evil.example/", "-", "A", "x@y", "")) {
            body.put("settings", Map.of("placeholders", Map.of("subdomain", wrong)));
            field(create(body), "settings.placeholders.subdomain");
        }
        body.put("settings", Map.of("placeholders", Map.of("subdomain", "acme", "other", "x")));
        field(create(body), "settings.placeholders");
        body.put("settings", Map.of("placeholders", Map.of("subdomain", "acme")));
        String id = create(body).statusCode(201).extract().path("id");

        internal(ServiceName.TOKEN_REFRESHER, tenant.environment(), id)
                .body("definition.token.endpoint", equalTo("https://acme.zendesk.com/oauth/tokens"))
                .body("definition.identity.endpoint", equalTo("https://acme.zendesk.com/api/v2/users/me.json"))
                .body("definition.guide.setup", hasSize(0));
        field(
                change(id, Map.of("settings", Map.of("placeholders", Map.of("subdomain", "other")))),
                "settings.placeholders");
        change(id, Map.of("settings", Map.of("pkce", true)))
                .statusCode(200)
                .body("settings.placeholders.subdomain", equalTo("acme"));
    }

    @Test
    void aUsualValueIsKeptWithTheConnection() {
        Map<String, Object> body = with("provider", "outlook");
        body.put("scopes", List.of("Mail.Send"));
        String id = create(body)
                .statusCode(201)
                .body("settings.placeholders.tenant", equalTo("common"))
                .extract()
                .path("id");

        internal(ServiceName.TOKEN_REFRESHER, tenant.environment(), id)
                .body(
                        "definition.token.endpoint",
                        equalTo("https://login.microsoftonline.com/common/oauth2/v2.0/token"));
        field(
                change(id, Map.of("settings", Map.of("placeholders", Map.of("tenant", "organizations")))),
                "settings.placeholders");
    }

    @Test
    @DisplayName(
            "RFC 7591 §3.2.1: when a client secret ends is kept with it, can be said later, and is told of once before, by however many")
    void aSecretThatEndsSoonIsToldOfOnce() {
        String soon = in(Duration.ofDays(13));
        String id = create(with("credentials", ending(soon)))
                .statusCode(201)
                .body("credentials", equalTo(Map.of("client_id", "client-1", "client_secret_expires_at", soon)))
                .extract()
                .path("id");
        create(with("credentials", ending(in(Duration.ofDays(15))))).statusCode(201);
        String later = create(gmail()).extract().path("id");
        change(later, Map.of("credentials", Map.of("client_secret_expires_at", soon)))
                .statusCode(200)
                .body("version", equalTo(2))
                .body("credentials", equalTo(Map.of("client_id", "client-1", "client_secret_expires_at", soon)));
        internal(ServiceName.TOKEN_REFRESHER, tenant.environment(), later).body("credentials_version", equalTo(1));

        CompletableFuture<?>[] replicas = new CompletableFuture<?>[4];
        for (int i = 0; i < replicas.length; i++) {
            replicas[i] = warn.warn().subscribeAsCompletionStage().toCompletableFuture();
        }
        assertThat(CompletableFuture.allOf(replicas)).succeedsWithin(Duration.ofSeconds(30));

        // Who looks by the clock may have been first, and is perhaps not done.
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(told())
                .hasSize(2)
                .allSatisfy(data -> assertThat(data).contains("\"client_secret\"", "gmail"))
                .anySatisfy(data -> assertThat(data).contains(id))
                .anySatisfy(data -> assertThat(data).contains(later)));
    }

    @Test
    @DisplayName("another secret has another end, of which is told anew; of a connection that is gone is not told")
    void anotherSecretHasAnotherEnd() {
        String id = create(with("credentials", ending(in(Duration.ofDays(20)))))
                .extract()
                .path("id");
        change(id, Map.of("credentials", Map.of("client_id", "client-1", "client_secret", "next")))
                .body("credentials", equalTo(Map.of("client_id", "client-1")));
        for (int days : List.of(5, 3)) {
            change(id, Map.of("credentials", Map.of("client_secret_expires_at", in(Duration.ofDays(days)))))
                    .statusCode(200);
            tell();
        }
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(told()).hasSize(2));

        String gone = create(with("credentials", ending(in(Duration.ofDays(20)))))
                .extract()
                .path("id");
        delete(gone, "").statusCode(200);
        var _ = database.worker()
                .preparedQuery("update connection set credentials_expire_at = now() + interval '1 day' where id = $1")
                .execute(Tuple.of(ConnectionId.parse(gone).value()))
                .await()
                .atMost(Duration.ofSeconds(30));
        tell();
        assertThat(told()).hasSize(2);
    }

    @Test
    void anEndThatIsOverOrOfNoSecretIsRefused() {
        String end = "credentials.client_secret_expires_at";
        field(create(with("credentials", ending("2020-01-01T00:00:00Z"))), end);
        String id = create(gmail()).extract().path("id");
        field(change(id, Map.of("credentials", Map.of("client_secret_expires_at", "2020-01-01T00:00:00Z"))), end);
        field(
                change(
                        id,
                        Map.of(
                                "credentials",
                                Map.of("client_id", "c", "client_secret_expires_at", in(Duration.ofDays(9))))),
                "credentials.client_secret");
        get(id).body("version", equalTo(1));
    }

    @Test
    @DisplayName("what a later release stored with a connection is read by this one, and what is sent is not")
    void whatALaterReleaseStoredIsRead() {
        String id = create(gmail()).extract().path("id");
        var _ = database.worker()
                .preparedQuery("update connection set settings = '{\"of_a_later_release\": {\"a\": 1}}' where id = $1")
                .execute(Tuple.of(ConnectionId.parse(id).value()))
                .await()
                .atMost(Duration.ofSeconds(30));

        get(id).statusCode(200).body("id", equalTo(id));
        change(id, Map.of("settings", Map.of("of_a_later_release", 1))).statusCode(400);
    }

    private void tell() {
        var _ = warn.warn().await().atMost(Duration.ofSeconds(30));
    }

    private static String in(Duration time) {
        return Instant.now().plus(time).truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static Map<String, Object> ending(String end) {
        return Map.of("client_id", "client-1", "client_secret", SECRET, "client_secret_expires_at", end);
    }

    private List<String> told() {
        List<String> told = new ArrayList<>();
        database.worker()
                .preparedQuery(
                        "select data from event where environment_id = $1 and type = 'agent-auth.connection-credentials-expiring.v1'")
                .execute(Tuple.of(EnvironmentId.parse(tenant.environment()).value()))
                .await()
                .atMost(Duration.ofSeconds(30))
                .forEach(row -> told.add(row.getString("data")));
        return told;
    }

    private ValidatableResponse found(String query) {
        return as(tenant.bearer())
                .get("/v1/providers?limit=100&" + query)
                .then()
                .statusCode(200);
    }

    /** As another service would: the same topics, over Kafka. */
    private void publish(AgentAuthEvent event) {
        var _ = database.asWorker(tx -> outbox.append(tx, List.of(NewEvent.of(event))))
                .await()
                .atMost(Duration.ofSeconds(10));
    }

    private Place place(String connection, long version) {
        return new Place(
                EnvironmentId.parse(tenant.environment()).value(),
                ConnectionId.parse(connection).value(),
                "-",
                "client_secret",
                0,
                version);
    }

    private Map<String, Object> gmail() {
        Map<String, Object> body = new HashMap<>();
        body.put("provider", "gmail");
        body.put("auth_type", "oauth2");
        body.put("credentials", Map.of("client_id", "client-1", "client_secret", SECRET));
        body.put("scopes", List.of("https://www.googleapis.com/auth/gmail.send"));
        return body;
    }

    private Map<String, Object> oidc(String issuer) {
        Map<String, Object> body = gmail();
        body.put("provider", "oidc");
        body.put("settings", Map.of("issuer", issuer));
        body.remove("scopes");
        return body;
    }

    private Map<String, Object> with(String field, Object value) {
        Map<String, Object> body = gmail();
        body.put(field, value);
        return body;
    }

    private ValidatableResponse create(Map<String, ?> body) {
        return as(tenant.bearer()).body(body).post("/v1/connections").then();
    }

    private ValidatableResponse create(String idempotencyKey, Map<String, ?> body) {
        return as(tenant.bearer())
                .header("Idempotency-Key", idempotencyKey)
                .body(body)
                .post("/v1/connections")
                .then();
    }

    private ValidatableResponse get(String id) {
        return as(tenant.bearer()).get("/v1/connections/" + id).then();
    }

    private ValidatableResponse change(String id, Map<String, ?> body) {
        return as(tenant.bearer()).body(body).patch("/v1/connections/" + id).then();
    }

    private ValidatableResponse delete(String id, String query) {
        return as(tenant.bearer()).delete("/v1/connections/" + id + query).then();
    }

    private ValidatableResponse internal(ServiceName caller, String environment, String id) {
        return installation
                .service(caller)
                .body(Map.of("environment_id", environment, "connection_id", id))
                .post("/internal/connections/get")
                .then();
    }

    private static void field(ValidatableResponse response, String field) {
        response.statusCode(400).body("code", equalTo("invalid_field")).body("errors[0].field", equalTo(field));
    }
}
