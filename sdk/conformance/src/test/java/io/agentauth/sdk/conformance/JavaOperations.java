// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk.conformance;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentauth.sdk.AccessToken;
import io.agentauth.sdk.AccountFilter;
import io.agentauth.sdk.AgentAuth;
import io.agentauth.sdk.ApiKeyFilter;
import io.agentauth.sdk.AuditFilter;
import io.agentauth.sdk.AuthUrlWishes;
import io.agentauth.sdk.ClientCredentials;
import io.agentauth.sdk.ConnectionChanges;
import io.agentauth.sdk.DeviceCodeWishes;
import io.agentauth.sdk.EnvironmentChanges;
import io.agentauth.sdk.NewAccount;
import io.agentauth.sdk.NewApiKey;
import io.agentauth.sdk.NewConnection;
import io.agentauth.sdk.NewManagedApp;
import io.agentauth.sdk.NewProvider;
import io.agentauth.sdk.PageQuery;
import io.agentauth.sdk.ProviderFilter;
import io.agentauth.sdk.RefreshWishes;
import io.agentauth.sdk.RevocationOrder;
import io.agentauth.sdk.TokenImport;
import io.agentauth.sdk.TokenWishes;
import io.agentauth.sdk.VerifiedAccount;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** The scenarios' operations in Java. */
final class JavaOperations {
    /** One of them. */
    interface Operation {
        Object on(AgentAuth client, JsonNode args);
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern UNDERSCORE = Pattern.compile("_(\\w)");
    private static final Map<String, Operation> ALL = new HashMap<>();

    private JavaOperations() {}

    static Operation named(String name) {
        Operation found = ALL.get(name);
        if (found == null) {
            throw new IllegalStateException("there is no operation " + name);
        }
        return found;
    }

    static {
        accounts();
        accountLists();
        others();
        ALL.put("client.show", (client, args) -> null);
        ALL.put(
                "request",
                (client, args) -> client.request(
                        text(args, "method"), text(args, "path"), map(args.path("query")), map(args.path("body"))));
    }

    private static void accounts() {
        Operation create = (client, args) -> client.accounts().create(account(args));
        ALL.put("accounts.create", create);
        ALL.put("accounts.get_or_create_connected_account", (client, args) -> client.accounts()
                .getOrCreateConnectedAccount(account(args)));
        ALL.put("accounts.get", (client, args) -> client.accounts().get(id(args)));
        ALL.put("accounts.check", (client, args) -> client.accounts().check(id(args)));
        ALL.put("accounts.disconnect", (client, args) -> client.accounts().disconnect(id(args)));
        ALL.put("accounts.pause", (client, args) -> client.accounts().pause(id(args)));
        ALL.put("accounts.resume", (client, args) -> client.accounts().resume(id(args)));
        ALL.put("accounts.update", (client, args) -> client.accounts().update(id(args), map(args.path("metadata"))));
        ALL.put(
                "accounts.delete",
                (client, args) -> args.path("erase").asBoolean()
                        ? client.accounts().erase(id(args))
                        : client.accounts().delete(id(args)));
        ALL.put("accounts.get_auth_url", (client, args) -> client.accounts().getAuthUrl(id(args)));
        ALL.put("accounts.get_authorization_link", (client, args) -> client.accounts()
                .getAuthorizationLink(id(args)));
        ALL.put("accounts.create_auth_url", (client, args) -> client.accounts()
                .createAuthUrl(id(args), fill(AuthUrlWishes.none(), args)));
        ALL.put("accounts.create_device_code", (client, args) -> client.accounts()
                .createDeviceCode(id(args), fill(DeviceCodeWishes.none(), args)));
        ALL.put(
                "accounts.get_token",
                (client, args) -> token(client.accounts().getToken(id(args), fill(TokenWishes.any(), args))));
        ALL.put("accounts.import_tokens", (client, args) -> client.accounts()
                .importTokens(id(args), fill(TokenImport.none(), args)));
        ALL.put("accounts.set_credentials", (client, args) -> client.accounts()
                .setCredentials(id(args), JSON.convertValue(args.path("fields"), new TypeReference<>() {})));
        ALL.put("accounts.refresh", (client, args) -> client.accounts()
                .refresh(id(args), fill(RefreshWishes.now(), args)));
        ALL.put("accounts.wait_until_active", (client, args) -> client.accounts()
                .waitUntilActive(
                        id(args),
                        Duration.ofSeconds(args.path("timeout_seconds").asLong())));
        Operation verify = (client, args) ->
                verified(client.authorizations().verify(text(args, "verify_token"), text(args, "identifier")));
        ALL.put("authorizations.verify", verify);
        ALL.put("accounts.verify_connected_account_user", (client, args) -> client.accounts()
                .verifyConnectedAccountUser(
                        text(args, "verify_token"), text(args, "identifier"), text(args, "identifier_type")));
    }

    private static void accountLists() {
        ALL.put("accounts.list", (client, args) -> client.accounts().list(fill(AccountFilter.all(), args)));
        ALL.put("accounts.iterate", (client, args) -> client.accounts().all(fill(AccountFilter.all(), args)).stream()
                .toList());
        ALL.put("accounts.first", (client, args) -> client.accounts().all(fill(AccountFilter.all(), args)).stream()
                .limit(args.path("take").asInt())
                .toList());
        ALL.put("accounts.count_all", (client, args) -> {
            List<String> ids = client.accounts().all(fill(AccountFilter.all(), args)).stream()
                    .map(account -> account.id())
                    .toList();
            long distinct = ids.stream().distinct().count();
            return Map.of("count", ids.size(), "distinct", distinct, "first", ids.get(0), "last", ids.getLast());
        });
        ALL.put("accounts.get_policy", (client, args) -> client.accounts().getPolicy(id(args)));
        ALL.put("accounts.set_policy", (client, args) -> client.accounts()
                .setPolicy(id(args), texts(args.path("use")), texts(args.path("manage"))));
        ALL.put("accounts.remove_policy", (client, args) -> client.accounts().removePolicy(id(args)));
        ALL.put("accounts.events", (client, args) -> client.accounts().events(id(args), page(args)));
        ALL.put("accounts.iterate_events", (client, args) -> client.accounts().allEvents(id(args), page(args)).stream()
                .toList());
        ALL.put(
                "events.list",
                (client, args) -> args.has("wait_seconds")
                        ? client.events()
                                .await(
                                        page(args),
                                        Duration.ofSeconds(
                                                args.path("wait_seconds").asLong()))
                        : client.events().list(page(args)));
        ALL.put("events.iterate", (client, args) -> client.events().all(page(args)).stream()
                .toList());
        ALL.put("audit.list", (client, args) -> client.audit().list(fill(AuditFilter.all(), args)));
        ALL.put("audit.iterate", (client, args) -> client.audit().all(fill(AuditFilter.all(), args)).stream()
                .toList());
        ALL.put("audit.export", (client, args) -> client.audit().export(time(args, "from"), time(args, "to")));
        ALL.put("audit.export_table", (client, args) -> client.audit().exportTable(fill(AuditFilter.all(), args)));
    }

    private static void others() {
        ALL.put("providers.get", (client, args) -> client.providers().get(id(args)));
        ALL.put("providers.list", (client, args) -> client.providers().list(fill(ProviderFilter.all(), args)));
        ALL.put("providers.iterate", (client, args) -> client.providers().all(fill(ProviderFilter.all(), args)).stream()
                .toList());
        ALL.put("providers.create", (client, args) -> client.providers().create(fill(NewProvider.none(), args)));
        ALL.put("providers.update", (client, args) -> client.providers()
                .update(id(args), fill(NewProvider.none(), args)));
        ALL.put("providers.delete", (client, args) -> client.providers().delete(id(args)));
        ALL.put("managed_apps.register", (client, args) -> client.managedApps()
                .register(id(args), fill(NewManagedApp.none(), args)));
        ALL.put("managed_apps.get", (client, args) -> client.managedApps().get(id(args)));
        ALL.put("managed_apps.list", (client, args) -> client.managedApps().list(page(args)));
        ALL.put("managed_apps.iterate", (client, args) -> client.managedApps().all(page(args)).stream()
                .toList());
        ALL.put("managed_apps.delete", (client, args) -> client.managedApps().delete(id(args)));
        ALL.put("revocations.create", (client, args) -> client.revocations()
                .create(args.path("all").asBoolean() ? RevocationOrder.all() : fill(RevocationOrder.some(), args)));
        ALL.put("revocations.get", (client, args) -> client.revocations().get(id(args)));
        ALL.put("connections.create", (client, args) -> client.connections()
                .create(fill(NewConnection.of(text(args, "provider")), args)));
        ALL.put("connections.get", (client, args) -> client.connections().get(id(args)));
        ALL.put("connections.list", (client, args) -> client.connections().list(page(args)));
        ALL.put("connections.iterate", (client, args) -> client.connections().all(page(args)).stream()
                .toList());
        ALL.put("connections.update", (client, args) -> client.connections()
                .update(id(args), fill(ConnectionChanges.none(), args)));
        ALL.put(
                "connections.delete",
                (client, args) -> args.path("force").asBoolean()
                        ? client.connections().deleteWithAccounts(id(args))
                        : client.connections().delete(id(args)));
        operators();
    }

    private static void operators() {
        ALL.put("environment.get", (client, args) -> client.environment().get());
        ALL.put("environment.update", (client, args) -> client.environment()
                .update(fill(EnvironmentChanges.none(), args)));
        ALL.put("environments.create", (client, args) -> client.environments()
                .create(fill(EnvironmentChanges.none(), args)));
        ALL.put("environments.get", (client, args) -> client.environments().get(id(args)));
        ALL.put("environments.list", (client, args) -> client.environments().list(page(args)));
        ALL.put("environments.iterate", (client, args) -> client.environments().all(page(args)).stream()
                .toList());
        ALL.put("environments.update", (client, args) -> client.environments()
                .update(id(args), fill(EnvironmentChanges.none(), args)));
        ALL.put(
                "environments.delete",
                (client, args) -> args.has("shred")
                        ? client.environments().shred(id(args), text(args, "shred"))
                        : client.environments().delete(id(args)));
        ALL.put("api_keys.create", (client, args) -> client.apiKeys()
                .create(fill(
                        args.has("role")
                                ? NewApiKey.of(text(args, "name"), text(args, "role"))
                                : NewApiKey.of(text(args, "name"), texts(args.path("scopes"))),
                        args)));
        ALL.put("api_keys.list", (client, args) -> client.apiKeys().list(fill(ApiKeyFilter.all(), args)));
        ALL.put("api_keys.iterate", (client, args) -> client.apiKeys().all(fill(ApiKeyFilter.all(), args)).stream()
                .toList());
        ALL.put(
                "api_keys.revoke",
                (client, args) -> args.has("environment_id")
                        ? client.apiKeys().revoke(id(args), text(args, "environment_id"))
                        : client.apiKeys().revoke(id(args)));
    }

    /** As on the wire, with what goes into a call. */
    private static Object token(AccessToken token) {
        ObjectNode wire = JavaDriver.WIRE.valueToTree(token);
        wire.set("request_headers", JavaDriver.WIRE.valueToTree(token.requestHeaders()));
        return new Shown(wire, token);
    }

    /** The value as it is judged, which prints as the SDK's own does. */
    record Shown(@JsonValue ObjectNode wire, Object value) {
        @Override
        public String toString() {
            return String.valueOf(value);
        }
    }

    /** As on the wire, where the account and the URL are one object. */
    private static Object verified(VerifiedAccount verified) {
        ObjectNode account = JavaDriver.WIRE.valueToTree(verified.account());
        return account.put("next_url", verified.nextUrl());
    }

    private static NewAccount account(JsonNode args) {
        return fill(
                NewAccount.of(text(args, "connection_id"), text(args, "identifier"), text(args, "identifier_type")),
                args);
    }

    private static PageQuery.Plain page(JsonNode args) {
        return fill(PageQuery.start(), args);
    }

    private static List<String> texts(JsonNode node) {
        return node.isMissingNode() ? List.of() : JSON.convertValue(node, new TypeReference<>() {});
    }

    private static String id(JsonNode args) {
        return text(args, "id");
    }

    private static Instant time(JsonNode args, String name) {
        return args.has(name) ? Instant.parse(text(args, name)) : null;
    }

    private static String text(JsonNode args, String name) {
        return args.path(name).asText();
    }

    private static Map<String, Object> map(JsonNode node) {
        return node.isObject() ? JSON.convertValue(node, new TypeReference<>() {}) : Map.of();
    }

    /** Sets by its public methods what {@code args} have for them; the rest is the factory's, or the operation's. */
    private static <T> T fill(T target, JsonNode args) {
        args.properties().forEach(arg -> {
            String name = arg.getKey().equals("min_validity_seconds") ? "min_validity" : arg.getKey();
            String camel =
                    UNDERSCORE.matcher(name).replaceAll(found -> found.group(1).toUpperCase(Locale.ROOT));
            Arrays.stream(target.getClass().getMethods())
                    .filter(method -> method.getName().equals(camel))
                    .filter(method -> !method.isBridge() && !Modifier.isStatic(method.getModifiers()))
                    .filter(method -> method.getParameterCount() == 1)
                    .findFirst()
                    .ifPresent(method -> set(target, method, arg.getValue()));
        });
        return target;
    }

    private static void set(Object target, Method method, JsonNode value) {
        try {
            method.invoke(target, converted(value, method.getParameterTypes()[0]));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(method + " does not take " + value, e);
        }
    }

    private static Object converted(JsonNode value, Class<?> type) {
        if (type == Duration.class) {
            return Duration.ofSeconds(value.asLong());
        }
        if (type == ClientCredentials.class) {
            return fill(ClientCredentials.none(), value);
        }
        return type == Instant.class ? Instant.parse(value.asText()) : JSON.convertValue(value, type);
    }
}
