// SPDX-License-Identifier: Apache-2.0
package io.agentauth.localstack;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What the stack is made of. */
public enum Part {
    POSTGRESQL("PostgreSQL", 9501, 0),
    KAFKA("Kafka", 9502, 0),
    REDIS("Redis", 9503, 0),
    EMULATOR("provider emulator", 9400, 0),
    CONNECTION_SERVICE("connection-service", 8081, 9081),
    ACCOUNT_SERVICE("account-service", 8082, 9082),
    TOKEN_REFRESHER("token-refresher", 8083, 9083),
    CALLBACK_GATEWAY("callback-gateway", 8080, 9080);

    private final String title;
    private final int port;
    private final int managementPort;

    Part(String title, int port, int managementPort) {
        this.title = title;
        this.port = port;
        this.managementPort = managementPort;
    }

    /** How people call it. */
    public String title() {
        return title;
    }

    /** Its name in folders and options. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Where it serves on 127.0.0.1 unless told otherwise. */
    public int defaultPort() {
        return port;
    }

    /** Where its health is unless told otherwise; 0 where it has none. */
    public int defaultManagementPort() {
        return managementPort;
    }

    public boolean isService() {
        return managementPort != 0;
    }

    public boolean isServer() {
        return this == POSTGRESQL || this == KAFKA || this == REDIS;
    }

    public static List<Part> services() {
        return Arrays.stream(values()).filter(Part::isService).toList();
    }

    public static List<Part> servers() {
        return Arrays.stream(values()).filter(Part::isServer).toList();
    }

    /** The services with a database. */
    public static List<Part> owners() {
        return List.of(CONNECTION_SERVICE, ACCOUNT_SERVICE, TOKEN_REFRESHER);
    }

    /** The name of the database of a service that owns one. */
    String database() {
        return switch (this) {
            case CONNECTION_SERVICE -> "connection";
            case ACCOUNT_SERVICE -> "account";
            case TOKEN_REFRESHER -> "refresher";
            case POSTGRESQL, KAFKA, REDIS, EMULATOR, CALLBACK_GATEWAY ->
                throw new IllegalArgumentException(title + " has no database");
        };
    }
}
