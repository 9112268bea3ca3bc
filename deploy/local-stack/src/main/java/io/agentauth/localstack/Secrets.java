// SPDX-License-Identifier: Apache-2.0
package io.agentauth.localstack;

import io.agentauth.localstack.process.PartFailed;
import io.agentauth.localstack.secret.SecretFolder;
import io.agentauth.servers.Databases;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Which secrets there are, and who is told where they lie: each process gets its own and no other's. */
final class Secrets {
    private final SecretFolder folder;

    Secrets(Path folder) {
        this.folder = new SecretFolder(folder);
    }

    /** What a service proves itself to the others with. */
    Path serviceSecret(Part service) {
        return folder.require(service.wireName() + "/service-secret", SecretFolder::password);
    }

    /** What a service wraps its own keysets with. */
    Path wrappingKey(Part service) {
        return folder.require(service.wireName() + "/wrapping-key", SecretFolder::key);
    }

    /** What account-service and token-refresher wrap the keyset with that they share. */
    Path accessTokenWrappingKey() {
        return folder.require("access-tokens/wrapping-key", SecretFolder::key);
    }

    /** Where the three services have a key for each environment; the empty file in it marks the folder. */
    Path environmentKeys() {
        var _ = folder.require("environment-keys/environment-keys", () -> "");
        return folder.path("environment-keys");
    }

    /** The key that belongs to no environment and makes environments: connection-service makes it, and its form is its own. */
    Path installationKey() {
        return folder.path("connection-service/installation-key");
    }

    String installationKeyText() {
        return folder.find("connection-service/installation-key")
                .orElseThrow(() -> new PartFailed("connection-service made no installation key"));
    }

    Path superuserPasswordFile() {
        return folder.require("postgresql/superuser-password", SecretFolder::password);
    }

    String superuserPassword() {
        return folder.text("postgresql/superuser-password", SecretFolder::password);
    }

    String databasePassword(Part service, String role) {
        return folder.text("postgresql/" + service.database() + "-" + role, SecretFolder::password);
    }

    Databases.Passwords databasePasswords(Part service) {
        return new Databases.Passwords(
                databasePassword(service, "owner"),
                databasePassword(service, "app"),
                databasePassword(service, "worker"));
    }

    /** How a service reaches its database, by the names that its application.properties reads. */
    Map<String, String> databaseEnvironment(Part service, int port) {
        String address = "127.0.0.1:" + port + "/" + service.database();
        Map<String, String> environment = new TreeMap<>();
        environment.put("DATABASE_URL_REACTIVE", "postgresql://" + address);
        environment.put("DATABASE_URL_JDBC", "jdbc:postgresql://" + address);
        for (String role : Databases.ROLES) {
            String prefix = "DATABASE_" + role.toUpperCase(Locale.ROOT);
            environment.put(prefix + "_USER", service.database() + "_" + role);
            environment.put(prefix + "_PASSWORD", databasePassword(service, role));
        }
        return environment;
    }

    /** The API key of the environment {@code local}, once it was made. */
    Optional<String> localApiKey() {
        return folder.find("local/api-key");
    }

    void keepLocalApiKey(String key) {
        folder.keep("local/api-key", key);
    }

    /** The id of the environment {@code local}, once it was made. */
    Optional<String> localEnvironment() {
        return folder.find("local/environment");
    }

    void keepLocalEnvironment(String id) {
        folder.keep("local/environment", id);
    }
}
