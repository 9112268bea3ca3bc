// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections;

import static io.agentauth.connections.Installation.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.agentauth.connections.environment.KeysAtStart;
import io.agentauth.database.Database;
import io.agentauth.identity.ServiceName;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.testkit.ServersResource;
import io.agentauth.vault.CannotOpen;
import io.agentauth.vault.EnvironmentKeyFolder;
import io.agentauth.vault.EnvironmentKeys;
import io.agentauth.vault.HpkeSealer;
import io.agentauth.vault.Place;
import io.agentauth.vault.Reveal;
import io.agentauth.vault.Sealed;
import io.agentauth.vault.Sensitive;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "connection"))
@WithTestResource(Neighbours.class)
class ShredComponentTest {
    private static final Path FOLDER = Path.of("target/test-keys/environments");

    @Inject
    Installation installation;

    @Inject
    Database database;

    @Inject
    KeysAtStart start;

    @BeforeEach
    void started() {
        installation.awaitStart();
    }

    @Test
    @DisplayName(
            "F5: a shredded environment's client secrets come out for nobody, its key is gone, an event says so once, and others' come out")
    void aShreddedEnvironmentsSecretsAreGone() {
        Installation.Tenant gone = installation.tenant();
        Installation.Tenant other = installation.tenant();
        String theirs = connection(gone);
        String others = connection(other);
        assertThat(secret(gone, theirs)).isEqualTo("the-client-secret");
        assertThat(stored(theirs)[0]).as("covered by the environment's key").isEqualTo((byte) 3);
        assertThat(key(gone)).exists();

        installation.operator().delete(path(gone)).then().statusCode(200);
        shred(gone, "Test").statusCode(200).body("id", equalTo(gone.environment()));
        shred(gone, "Test").statusCode(200);

        assertThat(key(gone)).doesNotExist();
        assertThatThrownBy(() -> secret(gone, theirs)).isInstanceOf(CannotOpen.class);
        assertThat(secret(other, others)).isEqualTo("the-client-secret");
        assertThat(shreddings(gone)).isOne();
    }

    @Test
    @DisplayName("F5: nothing is shredded by mistake: not what is in use, not without its name, not by a tenant")
    void nothingIsShreddedByMistake() {
        Installation.Tenant tenant = installation.tenant();
        String connection = connection(tenant);

        shred(tenant, "Test").statusCode(409).body("code", equalTo("conflict"));
        shred(tenant, "test").statusCode(400).body("errors[0].field", equalTo("shred"));
        shred(tenant, "").statusCode(400);
        as(tenant.bearer()).delete(path(tenant) + "?shred=Test").then().statusCode(403);
        installation
                .operator()
                .delete("/v1/environments/" + EnvironmentId.next() + "?shred=Test")
                .then()
                .statusCode(404);

        assertThat(secret(tenant, connection)).isEqualTo("the-client-secret");
    }

    @Test
    @DisplayName("F5: an older copy of the folder, put back, is shredded again at the next start")
    void whatWasPutBackIsShreddedAgain() throws IOException {
        Installation.Tenant gone = installation.tenant();
        byte[] copy = Files.readAllBytes(key(gone));
        installation.operator().delete(path(gone)).then().statusCode(200);
        shred(gone, "Test").statusCode(200);

        Files.write(key(gone), copy);
        Files.delete(FOLDER.resolve("shredded").resolve(uuid(gone).toString()));
        start.again();

        assertThat(key(gone)).doesNotExist();
        assertThat(FOLDER.resolve("shredded").resolve(uuid(gone).toString())).exists();
    }

    @Test
    @DisplayName(
            "F5: an environment from before there were such keys gets one, and its client secrets are covered by it")
    void environmentsFromBeforeGetAKey() throws IOException {
        Installation.Tenant before = withoutKey();
        String connection = as(before.bearer())
                .body(Map.of("provider", "openai", "auth_type", "api_key"))
                .post("/v1/connections")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        Place place = place(before, connection);
        Sealed sealed = HpkeSealer.of(Neighbours.KEYSET.publicKeyset()).seal(Sensitive.of("the-client-secret"), place);
        sql(
                "update connection set client_secret = $2 where id = $1",
                Tuple.of(ConnectionId.parse(connection).value(), Buffer.buffer(sealed.bytes())));
        assertThat(secret(before, connection)).isEqualTo("the-client-secret");

        start.again();

        assertThat(key(before)).exists();
        byte[] covered = stored(connection);
        assertThat(covered[0]).isEqualTo((byte) 3);
        assertThat(secret(before, connection)).isEqualTo("the-client-secret");
        assertThat(EnvironmentKeys.in(EnvironmentKeyFolder.at(FOLDER), true).uncover(new Sealed(covered), place))
                .as("in a process that starts now")
                .isEqualTo(sealed);
        start.again();
        assertThat(stored(connection)).isEqualTo(covered);
        installation.operator().delete(path(before)).then().statusCode(200);
        shred(before, "Test").statusCode(200);
        assertThatThrownBy(() -> secret(before, connection)).isInstanceOf(CannotOpen.class);
    }

    @Test
    @DisplayName("F5: what never had a key of its own is not said to be shredded")
    void whatHasNoKeyIsNotShredded() throws IOException {
        Installation.Tenant before = withoutKey();
        installation.operator().delete(path(before)).then().statusCode(200);

        shred(before, "Test").statusCode(409).body("code", equalTo("conflict"));

        start.again();
        assertThat(key(before)).doesNotExist();
        assertThat(shreddings(before)).isZero();
    }

    @Test
    @DisplayName(
            "F7: a lost key is a clear error for its environment alone, is not replaced, and put back everything goes on")
    void aLostKeyIsMissed() throws IOException {
        Installation.Tenant tenant = installation.tenant();
        Installation.Tenant other = installation.tenant();
        byte[] copy = Files.readAllBytes(key(tenant));
        Files.delete(key(tenant));

        created(tenant)
                .statusCode(503)
                .header("Retry-After", notNullValue())
                .body("code", equalTo("key_service_unavailable"));
        start.again();

        assertThat(key(tenant)).doesNotExist();
        assertThat(secret(other, connection(other))).isEqualTo("the-client-secret");

        Files.write(key(tenant), copy);
        Files.setPosixFilePermissions(key(tenant), PosixFilePermissions.fromString("rw-r-----"));
        assertThat(secret(tenant, connection(tenant))).isEqualTo("the-client-secret");
    }

    /** An environment as one was made before there were such keys. */
    private Installation.Tenant withoutKey() throws IOException {
        Installation.Tenant tenant = installation.tenant();
        Files.delete(key(tenant));
        sql("update environment set key_made_at = null where environment_id = $1", Tuple.of(uuid(tenant)));
        return tenant;
    }

    private static Path key(Installation.Tenant tenant) {
        return FOLDER.resolve(uuid(tenant) + ".key");
    }

    private void sql(String statement, Tuple values) {
        database.worker().preparedQuery(statement).execute(values).await().atMost(Duration.ofSeconds(10));
    }

    private static String path(Installation.Tenant tenant) {
        return "/v1/environments/" + tenant.environment();
    }

    private ValidatableResponse shred(Installation.Tenant tenant, String name) {
        return installation
                .operator()
                .queryParam("shred", name)
                .delete(path(tenant))
                .then();
    }

    private static String connection(Installation.Tenant tenant) {
        return created(tenant).statusCode(201).extract().path("id");
    }

    private static ValidatableResponse created(Installation.Tenant tenant) {
        return as(tenant.bearer())
                .body(Map.of(
                        "provider",
                        "github",
                        "credentials",
                        Map.of("client_id", "client", "client_secret", "the-client-secret")))
                .post("/v1/connections")
                .then();
    }

    private String secret(Installation.Tenant tenant, String connection) {
        String sealed = asked(tenant, connection)
                .statusCode(200)
                .body("sealed_client_secret", notNullValue())
                .extract()
                .path("sealed_client_secret");
        return Neighbours.opener()
                .open(Sealed.fromBase64(sealed), place(tenant, connection))
                .reveal(Reveal.TO_VERIFY);
    }

    private static Place place(Installation.Tenant tenant, String connection) {
        return new Place(uuid(tenant), ConnectionId.parse(connection).value(), "-", "client_secret", 0, 1);
    }

    private ValidatableResponse asked(Installation.Tenant tenant, String connection) {
        return installation
                .service(ServiceName.TOKEN_REFRESHER)
                .body(Map.of("environment_id", tenant.environment(), "connection_id", connection))
                .post("/internal/connections/get")
                .then();
    }

    private byte[] stored(String connection) {
        return database.worker()
                .preparedQuery("select client_secret from connection where id = $1")
                .execute(Tuple.of(ConnectionId.parse(connection).value()))
                .await()
                .atMost(Duration.ofSeconds(10))
                .iterator()
                .next()
                .getBuffer(0)
                .getBytes();
    }

    private long shreddings(Installation.Tenant tenant) {
        return database.worker()
                .preparedQuery(
                        "select count(*) from event where environment_id = $1 and type = 'agent-auth.environment-shredded.v1'")
                .execute(Tuple.of(uuid(tenant)))
                .await()
                .atMost(Duration.ofSeconds(10))
                .iterator()
                .next()
                .getLong(0);
    }

    private static UUID uuid(Installation.Tenant tenant) {
        return EnvironmentId.parse(tenant.environment()).value();
    }
}
