// SPDX-License-Identifier: Apache-2.0
package io.agentauth.testkit.requirements;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A line of docs/security/requirements.txt, with the remark below it. {@code remark} is "" where there is none. */
record Requirement(String section, String id, String sentence, String remark) {
    private static final Pattern LINE = Pattern.compile("([A-J]\\d{1,2}) (.+\\.)");
    private static final Pattern REMARK = Pattern.compile(" {2}((?:open|partly|later): .+)");

    static List<Requirement> parse(String text) {
        List<Requirement> all = new ArrayList<>();
        String section = "";
        for (String line : text.lines().toList()) {
            Matcher requirement = LINE.matcher(line);
            Matcher remark = REMARK.matcher(line);
            if (line.startsWith("## ")) {
                section = line.substring(3);
            } else if (requirement.matches()) {
                all.add(new Requirement(section, requirement.group(1), requirement.group(2), ""));
            } else if (remark.matches() && all.getLast().remark().isEmpty()) {
                Requirement last = all.removeLast();
                all.add(new Requirement(last.section(), last.id(), last.sentence(), remark.group(1)));
            } else if (!line.isBlank() && !line.startsWith("# ")) {
                throw new AssertionError("requirements.txt: this line says nothing: " + line);
            }
        }
        return all;
    }

    /** What may be claimed; fails where the remark and the tests contradict each other. */
    String status(boolean tested) {
        String claim = remark.isEmpty() ? (tested ? "proved" : "open") : remark;
        if (tested != (claim.startsWith("proved") || claim.startsWith("partly"))) {
            throw new AssertionError(
                    id + " is said to be \"" + claim + "\", and there is " + (tested ? "a" : "no") + " test");
        }
        return claim;
    }
}
