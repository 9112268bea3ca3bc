// SPDX-License-Identifier: Apache-2.0
package io.agentauth.contract;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentauth.contract.Said.Prose;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The API as a page. */
final class ReferencePage {
    private ReferencePage() {}

    static String of(Contract contract, Said said, List<Operation> operations) {
        StringBuilder page = new StringBuilder(
                """
                <!-- Generated from the code of the services and sdk/contract. -->
                # API reference

                One address, JSON in snake_case, an API key as `Authorization: Bearer …`. The same as [OpenAPI 3.1](openapi.yaml), for tools.
                Every operation may also answer %s; [errors](../errors.md) says of each code what it means and what to do.

                | operation | does |
                |---|---|
                """
                        .formatted(codes(new TreeSet<>(said.problems()))));
        operations.forEach(operation -> page.append("| [`%s`](#%s) | %s |\n"
                .formatted(
                        operation.key(),
                        said.about(operation).id().toLowerCase(Locale.ROOT),
                        said.about(operation).summary())));
        operations.forEach(operation -> page.append(section(contract, said, operation)));
        page.append("\n## Pages\n").append(said.tags().get("pages")).append('\n');
        Page.all().forEach((key, one) -> page.append(section(key, one)));
        return page.toString();
    }

    private static String section(String key, Page page) {
        StringBuilder text = new StringBuilder("\n### %s\n`%s`: %s."
                .formatted(
                        page.id(),
                        key,
                        page.summary().substring(0, 1).toLowerCase(Locale.ROOT)
                                + page.summary().substring(1)));
        if (page.description() != null) {
            text.append(' ').append(page.description().strip());
        }
        text.append("\n\n");
        page.answers().forEach((status, what) -> text.append("- %s: %s\n".formatted(status, what)));
        return text.toString();
    }

    private static String section(Contract contract, Said said, Operation operation) {
        Prose prose = said.about(operation);
        StringBuilder text = new StringBuilder("\n## %s\n`%s`: %s."
                .formatted(
                        prose.id(),
                        operation.key(),
                        prose.summary().substring(0, 1).toLowerCase(Locale.ROOT)
                                + prose.summary().substring(1)));
        if (prose.description() != null) {
            text.append(' ').append(prose.description().strip());
        }
        if (prose.permission() != null) {
            text.append(" Scope: `").append(prose.permission()).append("`.");
        }
        text.append('\n');
        List<String> query = operation.names("query");
        if (!query.isEmpty()) {
            text.append('\n');
            query.forEach(name ->
                    text.append("- `%s`: %s\n".formatted(name, said.parameters().get(name))));
        }
        if (prose.request() != null && !prose.request().isEmpty()) {
            text.append("\nSend:\n").append(json(prose.request()));
        }
        if (!prose.example().isEmpty()) {
            text.append("\nAnswer (%s):\n"
                            .formatted(
                                    prose.status().stream().map(String::valueOf).collect(Collectors.joining(", "))))
                    .append(json(prose.example()));
        }
        Set<String> own = new TreeSet<>(contract.problems(operation));
        own.removeAll(said.problems());
        return own.isEmpty()
                ? text.toString()
                : text.append("\nErrors: ").append(codes(own)).append(".\n").toString();
    }

    private static String codes(Set<String> codes) {
        return codes.stream()
                .map(code -> "[`%s`](../errors.md#%s)".formatted(code, code))
                .collect(Collectors.joining(", "));
    }

    private static String json(JsonNode node) {
        return "```json\n" + node.toPrettyString() + "\n```\n";
    }
}
