// SPDX-License-Identifier: Apache-2.0
package io.agentauth.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model of an SDK, as its source declares it: wire names, and string, time, boolean, integer, array or object for each, with a "?" where it may be missing.
 * In JavaScript a time is a string.
 */
final class SdkModel {
    private static final Path SDK = Path.of("..");

    private SdkModel() {}

    static Map<String, String> javascript(String name) {
        String body = inside(
                read("javascript/types/index.d.ts"), "export (?:interface|class) " + name + "\\b[^{]*\\{(.*?)\\n\\}");
        Map<String, String> fields =
                fields(body, Pattern.compile("(?m)^  (?:readonly )?(\\w+)(\\??: .*);$"), declared -> {
                    String type = declared.replaceFirst("^\\??: ", "");
                    String missing = declared.startsWith("?") || type.contains("| null") ? "?" : "";
                    if (type.contains("[]")) {
                        return "array" + missing;
                    }
                    if (type.matches("(string|Open<|AccountStatus|AuthType|StatusReason).*")) {
                        return "string" + missing;
                    }
                    String kind =
                            type.startsWith("boolean") ? "boolean" : type.startsWith("number") ? "integer" : "object";
                    return kind + missing;
                });
        // What is no member on the wire has a name of the language.
        fields.keySet().removeIf(field -> field.matches(".*[A-Z].*"));
        return fields;
    }

    static Map<String, String> java(String name) {
        String body = inside(
                read("java/src/main/java/io/agentauth/sdk/" + name + ".java"),
                "public record " + name + "\\((.*?)\\)\\s*(?:implements \\w+\\s*)?\\{");
        Map<String, String> fields = new TreeMap<>();
        Matcher matcher = Pattern.compile("\\s*((?:@\\w+(?:\\(\"\\w+\"\\))? )*)([\\w<>, ]+?) (\\w+)(?:,\\s|$)")
                .matcher(body.strip());
        while (matcher.find()) {
            String type = matcher.group(2).strip();
            Matcher named = Pattern.compile("@JsonProperty\\(\"(\\w+)\"\\)").matcher(matcher.group(1));
            String member = named.find()
                    ? named.group(1)
                    : matcher.group(3).replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
            String missing = matcher.group(1).contains("@Nullable") ? "?" : "";
            fields.put(member, javaKind(type) + missing);
        }
        return fields;
    }

    static Map<String, String> python(String name) {
        String body = inside(
                read("python/src/agentauth/models.py"), "\\nclass " + name + "\\(\\w+\\):\\n(.*?)(?=\\n\\n\\n|\\z)");
        Map<String, String> fields = fields(body, Pattern.compile("(?m)^    (\\w+): (.*?) = "), type -> {
            String plain = type.replaceAll("^Optional\\[(.*)]$", "$1");
            return pythonKind(plain) + (plain.equals(type) ? "" : "?");
        });
        fields.keySet().removeIf(field -> field.equals("raw") || field.startsWith("_"));
        return fields;
    }

    static Map<String, String> go(String name) {
        String body = inside(read("go/models.go"), "\\ntype " + name + " struct \\{(.*?)\\n\\}");
        Map<String, String> fields = new TreeMap<>();
        Matcher matcher =
                Pattern.compile("(?m)^\\t\\w+ +(\\S.*?) +`json:\"(\\w+)").matcher(body);
        while (matcher.find()) {
            String type = matcher.group(1).replaceFirst("^\\*", "");
            fields.put(matcher.group(2), goKind(type) + (matcher.group(1).startsWith("*") ? "?" : ""));
        }
        return fields;
    }

    static String javaKind(String type) {
        return type.startsWith("List")
                ? "array"
                : switch (type) {
                    case "String", "URI", "Secret" -> "string";
                    case "Instant" -> "time";
                    case "boolean", "Boolean" -> "boolean";
                    case "int", "long", "Integer", "Long" -> "integer";
                    default -> "object";
                };
    }

    static String pythonKind(String type) {
        return type.startsWith("List")
                ? "array"
                : switch (type) {
                    case "str" -> "string";
                    case "datetime", "Time" -> "time";
                    case "bool" -> "boolean";
                    case "int" -> "integer";
                    default -> "object";
                };
    }

    static String goKind(String type) {
        return type.startsWith("[]")
                ? "array"
                : switch (type) {
                    case "string", "Secret" -> "string";
                    case "time.Time" -> "time";
                    case "bool" -> "boolean";
                    case "int", "int64" -> "integer";
                    default -> "object";
                };
    }

    private interface Kind {
        String of(String type);
    }

    private static Map<String, String> fields(String body, Pattern field, Kind kind) {
        Map<String, String> fields = new TreeMap<>();
        Matcher matcher = field.matcher(body);
        while (matcher.find()) {
            fields.put(matcher.group(1), kind.of(matcher.group(2)));
        }
        return fields;
    }

    static String inside(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern, Pattern.DOTALL).matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("nothing matches " + pattern);
        }
        return matcher.group(1);
    }

    static String read(String file) {
        try {
            return Files.readString(SDK.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
