// SPDX-License-Identifier: Apache-2.0
package io.agentauth.localstack.trial;

import io.agentauth.providers.Catalogue;
import io.agentauth.providers.Provider;
import io.agentauth.providers.Sheet;
import io.agentauth.providers.lint.Finding;
import io.agentauth.providers.lint.Lint;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code ./agent-auth providers try FILE…}: says what holds when the provider of a file is connected, asked whose account it is, renewed and
 * revoked at the emulator. Exit code 0: everything; 1: something did not; 2: there was nothing to try.
 */
public final class TryProvider {
    private TryProvider() {}

    public static void main(String[] files) {
        System.exit(run(List.of(files), System.out));
    }

    static int run(List<String> files, PrintStream out) {
        if (files.isEmpty()) {
            out.append("Which file? ./agent-auth providers try FILE…\n");
            return 2;
        }
        Catalogue catalogue = Catalogue.load();
        int worst = 0;
        for (String file : files) {
            worst = Math.max(worst, run(catalogue, Path.of(file), out));
        }
        return worst;
    }

    private static int run(Catalogue catalogue, Path file, PrintStream out) {
        String yaml;
        try {
            yaml = Files.readString(file);
        } catch (IOException _) {
            out.append(file + " cannot be read.\n");
            return 2;
        }
        List<Finding> findings = new Lint(catalogue).check(file.getFileName().toString(), yaml);
        if (!findings.isEmpty()) {
            findings.forEach(finding -> out.append(file + ":" + finding + "\n"));
            out.append("Correct that first.\n");
            return 1;
        }
        return run(provider(catalogue, yaml), out);
    }

    private static Provider provider(Catalogue catalogue, String yaml) {
        try {
            return Sheet.parse(yaml).merged(catalogue::family).provider();
        } catch (IOException e) {
            throw new IllegalStateException("a file that was checked cannot be read", e);
        }
    }

    private static int run(Provider provider, PrintStream out) {
        if (!provider.authTypes().contains("oauth2") || provider.discovery()) {
            out.append(provider.name() + ": only a file with consent and with addresses of its own can be tried.\n");
            return 2;
        }
        try (Rehearsal rehearsal = Rehearsal.of(provider, line -> out.append("  ✓ " + line + "\n"))) {
            out.append(provider.name() + ", played by " + rehearsal.player() + "\n");
            rehearsal.run();
            return 0;
        } catch (Rehearsal.Broken e) {
            out.append("  ✗ " + e.getMessage() + "\n");
            return 1;
        }
    }
}
