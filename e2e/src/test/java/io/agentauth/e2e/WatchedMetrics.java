// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.agentauth.e2e.support.Metrics;
import io.agentauth.localstack.LocalStack;
import io.agentauth.localstack.Part;
import io.agentauth.testkit.ProjectRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Operators are not woken, and see nothing, by a name that no service says. Comes last: some names are first said when there is something to count. */
abstract class WatchedMetrics {
    private static final Path FOLDER = ProjectRoot.find().resolve("deploy/observability");
    private static final Pattern RULE = Pattern.compile("(?m)^ +expr: (.+)$");
    private static final Pattern TEXT = Pattern.compile("\"[^\"]*\"");
    private static final Pattern METRIC = Pattern.compile("\\b[a-z]+_[a-z_]+[a-z]\\b(?=[{\\[) ]|$)");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\w+");

    @Test
    void everyMetricOfAnAlertOrAPanelIsSaidByAService() throws IOException {
        LocalStack stack = TwoOfEverythingIT.stack();
        Set<String> said = new TreeSet<>();
        for (Part service : Part.services()) {
            said.addAll(Metrics.names(stack.child(service, 0)));
            said.addAll(Metrics.names(stack.child(service, 1)));
        }
        Set<String> inAlerts = metrics(RULE.matcher(Files.readString(FOLDER.resolve("alerts.yaml")))
                .results()
                .map(rule -> rule.group(1)));
        Set<String> inPanels = metrics(new ObjectMapper()
                .readTree(FOLDER.resolve("dashboard.json").toFile()).findValuesAsText("expr").stream());

        assertThat(inAlerts).hasSizeGreaterThan(7).isSubsetOf(said);
        assertThat(inPanels).hasSizeGreaterThan(15).isSubsetOf(said);
    }

    private static Set<String> metrics(Stream<String> expressions) {
        Set<String> metrics = new TreeSet<>();
        expressions.forEach(expression -> {
            String bare =
                    VARIABLE.matcher(TEXT.matcher(expression).replaceAll("")).replaceAll("");
            METRIC.matcher(bare).results().map(MatchResult::group).forEach(metrics::add);
        });
        return metrics;
    }
}
