// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.identity.ServiceName;
import io.agentauth.refresher.Journey;
import io.agentauth.refresher.Peers;
import io.agentauth.testkit.ServersResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "refresher"))
@WithTestResource(Peers.class)
class DiscoveryComponentTest {
    private static final String OIDC = "/.well-known/openid-configuration";

    @BeforeEach
    void reset() {
        Peers.reset();
    }

    @Test
    @DisplayName("RFC 8414 §3: an issuer's endpoints are read from its metadata")
    void anIssuersEndpointsAreFound() {
        publish(Peers.provider());

        JsonObject found = new JsonObject(
                discover(Peers.provider()).then().statusCode(200).extract().asString());

        assertThat(found.getString("issuer")).isEqualTo(Peers.provider());
        assertThat(found.getString("token_endpoint")).isEqualTo(Peers.provider() + "/token");
        assertThat(found.getJsonArray("code_challenge_methods_supported")).contains("S256");
    }

    @Test
    @DisplayName("C7, RFC 8414 §3.3: metadata of another issuer is refused")
    void anotherIssuersMetadataIsRefused() {
        publish("https://evil.example");

        assertThat(discover(Peers.provider())
                        .then()
                        .statusCode(400)
                        .extract()
                        .jsonPath()
                        .getString("code"))
                .isEqualTo("provider_metadata_invalid");
    }

    @Test
    @DisplayName("D1: an issuer inside is not asked")
    void anAddressInsideIsNotCalled() {
        assertThat(discover("https://127.0.0.1/")
                        .then()
                        .statusCode(400)
                        .extract()
                        .jsonPath()
                        .getString("code"))
                .isEqualTo("provider_metadata_invalid");
    }

    @Test
    @DisplayName("D1, D2, D7: what would be refused is told without being called")
    void whatWouldBeRefusedIsTold() {
        JsonArray asked = new JsonArray()
                .add(Peers.provider() + "/token")
                .add("https://127.0.0.1/token")
                .add("https://localhost.localdomain/token")
                .add("http://login.acme.example/token")
                .add("https://no-such-name.invalid/")
                .add("no url");

        JsonObject refused = new JsonObject(Journey.post(
                                "/internal/providers/addresses",
                                ServiceName.CONNECTION_SERVICE,
                                new JsonObject().put("addresses", asked))
                        .then()
                        .statusCode(200)
                        .extract()
                        .asString())
                .getJsonObject("refused");

        asked.remove(Peers.provider() + "/token");
        assertThat(refused.fieldNames())
                .containsExactlyInAnyOrderElementsOf(
                        asked.stream().map(String::valueOf).toList());
        assertThat(Peers.PRESENTED).isEmpty();
    }

    @Test
    void nobodyButConnectionServiceMayAsk() {
        Journey.post(
                        "/internal/providers/discover",
                        ServiceName.ACCOUNT_SERVICE,
                        new JsonObject().put("issuer", Peers.provider()))
                .then()
                .statusCode(403);
    }

    private static void publish(String issuer) {
        Peers.PROVIDER.put(
                OIDC,
                request -> Peers.json(
                        request,
                        200,
                        new JsonObject()
                                .put("issuer", issuer)
                                .put("authorization_endpoint", Peers.provider() + "/authorize")
                                .put("token_endpoint", Peers.provider() + "/token")
                                .put(
                                        "code_challenge_methods_supported",
                                        new io.vertx.core.json.JsonArray().add("S256"))));
    }

    private static Response discover(String issuer) {
        return Journey.post(
                "/internal/providers/discover", ServiceName.CONNECTION_SERVICE, new JsonObject().put("issuer", issuer));
    }
}
