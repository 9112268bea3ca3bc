// SPDX-License-Identifier: Apache-2.0
package io.agentauth.operator.evidence;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the checkout that the command was started from says of the product: the register of requirements, and the bills of materials that were built there. */
final class ProductFacts {
    private static final Pattern ROW = Pattern.compile("^\\| [A-J]\\d+ \\| .* \\| (proved|partly|open|later)\\b");

    private ProductFacts() {}

    /** Empty where there is no checkout. */
    static Optional<ObjectNode> of(Path checkout) throws IOException {
        Path register = checkout.resolve("docs/security/requirements.md");
        if (!Files.isRegularFile(register)) {
            return Optional.empty();
        }
        ObjectNode facts = JsonNodeFactory.instance.objectNode();
        ObjectNode requirements = facts.putObject("requirements");
        requirements.put("register", "docs/security/requirements.md").put("sha256", Checksums.of(register));
        for (String line : Files.readAllLines(register)) {
            Matcher row = ROW.matcher(line);
            if (row.find()) {
                String status = row.group(1);
                requirements.put(status, requirements.path(status).asInt() + 1);
            }
        }
        ObjectNode bills = facts.putObject("bills_of_materials");
        for (Path bill : bills(checkout.resolve("target"))) {
            bills.put(checkout.relativize(bill).toString(), Checksums.of(bill));
        }
        return Optional.of(facts);
    }

    private static List<Path> bills(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(folder, 4)) {
            return all.filter(file -> file.toString().endsWith(".cdx.json"))
                    .sorted()
                    .toList();
        }
    }
}
