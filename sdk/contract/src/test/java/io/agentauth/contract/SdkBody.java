// SPDX-License-Identifier: Apache-2.0
package io.agentauth.contract;

import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a language can say in a body, as {@link SdkModel} writes it: a "?" where it may be left out. */
final class SdkBody {
    private static final Pattern JAVA_METHOD =
            Pattern.compile("public (static )?\\w+ (\\w+)\\(([^)]*)\\) \\{\\s*return (.*?);", Pattern.DOTALL);
    private static final Pattern JAVA_SET = Pattern.compile("set\\(\\s*\"(\\w+)\", (\\w+)");
    private static final Pattern JAVA_PARAMETER = Pattern.compile("(?:@Nullable )?([\\w<>?, ]+?) (\\w+)(?:, |$)");

    private SdkBody() {}

    /** Of a type in the declarations; {@code type} may leave members out, as {@code Omit} does. */
    static Map<String, String> javascript(String name) {
        String body = SdkModel.inside(
                SdkModel.read("javascript/types/index.d.ts"), "export interface " + name + "\\b[^{]*\\{(.*?)\\n\\}");
        Map<String, String> members = new TreeMap<>();
        Pattern.compile("(?m)^  (\\w+)(\\??): (\\S+)").matcher(body).results().forEach(member -> {
            String type = member.group(3).replaceAll(";$", "");
            members.put(member.group(1), javascriptKind(type) + member.group(2));
        });
        return members;
    }

    private static String javascriptKind(String type) {
        if (type.endsWith("[]")) {
            return "array";
        }
        if (type.matches("(string|'|Open<|AuthType).*")) {
            return "string";
        }
        return type.matches("boolean|true") ? "boolean" : type.equals("number") ? "integer" : "object";
    }

    /** Of a builder: what every factory named {@code of} sets may not be left out. */
    static Map<String, String> java(String name) {
        String source = SdkModel.read("java/src/main/java/io/agentauth/sdk/" + name + ".java");
        Map<String, String> kinds = new TreeMap<>();
        Set<String> optional = new HashSet<>();
        Set<String> required = null;
        for (MatchResult method : JAVA_METHOD.matcher(source).results().toList()) {
            Map<String, String> parameters = JAVA_PARAMETER
                    .matcher(method.group(3))
                    .results()
                    .collect(Collectors.toMap(found -> found.group(2), found -> found.group(1)));
            Set<String> set = new TreeSet<>();
            JAVA_SET.matcher(method.group(4)).results().forEach(one -> {
                String value = one.group(2);
                String kind = value.equals("true")
                        ? "boolean"
                        : SdkModel.javaKind(parameters.getOrDefault(value, "there is no parameter " + value));
                kinds.put(one.group(1), kind);
                set.add(one.group(1));
            });
            if (method.group(2).equals("of")) {
                optional.addAll(set);
                required = required == null ? new HashSet<>(set) : required;
                required.retainAll(set);
            }
        }
        optional.addAll(kinds.keySet());
        optional.removeAll(required == null ? Set.of() : required);
        optional.forEach(member -> kinds.merge(member, "?", String::concat));
        return kinds;
    }

    /** The keyword arguments of a method, given as {@code Class.method}. */
    static Map<String, String> python(String method) {
        String[] classAndMethod = method.split("\\.", 2);
        String body = SdkModel.inside(
                SdkModel.read("python/src/agentauth/_sync_resources.py"),
                "\nclass " + classAndMethod[0] + "\\(\\w+\\):\n(.*?)(?=\n\n\n|\\z)");
        String signature = SdkModel.inside(body, "    def " + classAndMethod[1] + "\\((.*?)\\) ->");
        Map<String, String> arguments = new TreeMap<>();
        Matcher argument = Pattern.compile("(\\w+): (.+?)( = (?:None|KEPT))?(?:,\\s+(?=\\w+: )|,?\\s*$)")
                .matcher(signature.substring(signature.indexOf('*') + 1).strip());
        while (argument.find()) {
            String type = argument.group(2).replaceAll("^Optional\\[(.*)]$", "$1");
            arguments.put(argument.group(1), SdkModel.pythonKind(type) + (argument.group(3) == null ? "" : "?"));
        }
        return arguments;
    }

    /** Of a struct: what is empty is left out. */
    static Map<String, String> go(String name) {
        String body = SdkModel.inside(SdkModel.read("go/models.go"), "\ntype " + name + " struct \\{(.*?)\n\\}");
        Map<String, String> members = new TreeMap<>();
        Pattern.compile("(?m)^\\t\\w+\\s+(\\S+)\\s+`json:\"(\\w+)(,omitempty)?\"")
                .matcher(body)
                .results()
                .forEach(field -> {
                    String type = field.group(1).replaceFirst("^\\*", "").toString();
                    members.put(field.group(2), SdkModel.goKind(type) + (field.group(3) == null ? "" : "?"));
                });
        return members;
    }

    /** As JavaScript sees it: a time is a text. */
    static Map<String, String> withoutTimes(Map<String, String> kinds) {
        Map<String, String> plain = new TreeMap<>(kinds);
        plain.replaceAll((name, kind) -> kind.toLowerCase(Locale.ROOT).replace("time", "string"));
        return plain;
    }
}
