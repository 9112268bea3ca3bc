// SPDX-License-Identifier: Apache-2.0
package io.agentauth.deploy;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The configuration keys that a service knows: those of its {@code @ConfigMapping}s, read from the sources, and those that it sets itself. */
public final class ConfigKeys {
    /** Quarkus' own keys that no service sets, but a deployment does. Each was looked up in Quarkus' reference of 3.34. */
    private static final Set<String> OF_QUARKUS = Set.of(
            "quarkus.http.insecure-requests",
            "quarkus.http.ssl-port",
            "quarkus.http.ssl.certificate.files",
            "quarkus.http.ssl.certificate.key-files",
            "quarkus.http.ssl.certificate.reload-period",
            "quarkus.datasource.reactive.trust-certificate-pem",
            "quarkus.datasource.reactive.trust-certificate-pem.certs",
            "quarkus.datasource.reactive.hostname-verification-algorithm",
            "quarkus.datasource.worker.reactive.trust-certificate-pem",
            "quarkus.datasource.worker.reactive.trust-certificate-pem.certs",
            "quarkus.datasource.worker.reactive.hostname-verification-algorithm",
            "quarkus.redis.password",
            "quarkus.redis.tls.enabled",
            "quarkus.redis.tls.hostname-verification-algorithm",
            "quarkus.redis.tls.trust-certificate-pem",
            "quarkus.redis.tls.trust-certificate-pem.certs",
            "quarkus.otel.exporter.otlp.endpoint");

    private static final Pattern PREFIX = Pattern.compile("@ConfigMapping\\(prefix = \"([a-z.-]+)\"\\)");
    private static final Pattern INTERFACE = Pattern.compile("interface (\\w+) \\{");
    private static final Pattern METHOD =
            Pattern.compile("^\\s+(?:@\\w+(?:\\([^)]*\\))? )*([\\w.]+(?:<.+>)?) (\\w+)\\(\\);");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+)[:}]");
    private static final List<String> LIBRARIES = List.of(
            "libs/identity", "libs/keyservice", "libs/outbox", "libs/requests", "libs/upstream", "libs/database");

    private final Set<String> keys = new HashSet<>(OF_QUARKUS);
    private final Set<String> variables = new HashSet<>();

    /** Of {@code service} and the libraries. */
    public static ConfigKeys of(String service) {
        ConfigKeys known = new ConfigKeys();
        Stream.concat(Stream.of(service), LIBRARIES.stream())
                .flatMap(module -> Product.sources(module).stream())
                .filter(source -> source.getFileName().toString().endsWith("Config.java"))
                .forEach(known::addMapping);
        Properties own = Product.properties(service);
        own.forEach((key, value) -> {
            known.keys.add(key.toString());
            known.addVariables(value.toString());
        });
        return known;
    }

    /** Whether it is a key of this service; connection settings of Kafka's clients are passed on as they are. */
    public boolean know(String key) {
        return keys.contains(key) || (key.startsWith("kafka.") && keys.contains("kafka.bootstrap.servers"));
    }

    /** Whether the service's application.properties read this variable, or it stands for a key of its own. */
    public boolean knowVariable(String variable) {
        return variables.contains(variable)
                || keys.stream()
                        .anyMatch(key -> variable.equals(
                                key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT)));
    }

    private void addVariables(String value) {
        Matcher variable = VARIABLE.matcher(value);
        while (variable.find()) {
            variables.add(variable.group(1));
        }
        Matcher key = Pattern.compile("\\$\\{([a-z.-]+)[:}]").matcher(value);
        while (key.find()) {
            keys.add(key.group(1));
        }
    }

    private void addMapping(Path source) {
        Matcher prefix = PREFIX.matcher(Product.text(source));
        if (prefix.find()) {
            Map<String, Map<String, String>> interfaces = interfaces(source);
            String root = source.getFileName().toString().replace(".java", "");
            add(prefix.group(1), root, interfaces);
        }
    }

    private void add(String prefix, String name, Map<String, Map<String, String>> interfaces) {
        interfaces.getOrDefault(name, Map.of()).forEach((method, type) -> {
            String key = prefix + "." + method.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            if (interfaces.containsKey(type)) {
                add(key, type, interfaces);
            } else {
                keys.add(key);
            }
        });
    }

    /** By interface, the type of each of its methods by name. Nested ones come after the methods of the outer one, or are closed before them. */
    private static Map<String, Map<String, String>> interfaces(Path source) {
        Map<String, Map<String, String>> found = new HashMap<>();
        String outer = "";
        String current = "";
        for (String line : Product.text(source).lines().toList()) {
            Matcher named = INTERFACE.matcher(line);
            Matcher method = METHOD.matcher(line);
            if (named.find()) {
                current = named.group(1);
                outer = outer.isEmpty() ? current : outer;
                found.put(current, new HashMap<>());
            } else if (line.equals("    }")) {
                current = outer;
            } else if (method.find()) {
                found.getOrDefault(current, new HashMap<>()).put(method.group(2), method.group(1));
            }
        }
        return found;
    }
}
