// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers.lint;

import io.agentauth.providers.Catalogue;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code ./agent-auth providers lint FILE…}: says what is wrong with provider files. Exit code 0: nothing; 1: something; 2: no file to check. */
public final class Main {
    private Main() {}

    public static void main(String[] files) {
        System.exit(run(List.of(files), System.out));
    }

    static int run(List<String> files, PrintStream out) {
        if (files.isEmpty()) {
            out.append("Which file? ./agent-auth providers lint FILE…\n");
            return 2;
        }
        Catalogue catalogue = Catalogue.load();
        Lint lint = new Lint(catalogue);
        int worst = 0;
        for (String file : files) {
            worst = Math.max(worst, check(lint, catalogue, Path.of(file), out));
        }
        return worst;
    }

    private static int check(Lint lint, Catalogue catalogue, Path file, PrintStream out) {
        String yaml;
        try {
            yaml = Files.readString(file);
        } catch (IOException _) {
            out.append(file + " cannot be read.\n");
            return 2;
        }
        List<Finding> findings = lint.check(file.getFileName().toString(), yaml);
        findings.forEach(finding -> out.append(file + ":" + finding + "\n"));
        out.append(
                findings.isEmpty()
                        ? file + " is as it should be." + todo(catalogue, file) + "\n"
                        : file + ": " + findings.size() + " to correct.\n");
        return findings.isEmpty() ? 0 : 1;
    }

    private static String todo(Catalogue catalogue, Path file) {
        String id = file.getFileName().toString().replaceFirst("\\.yaml$", "");
        return catalogue.find(id).isPresent() ? "" : " Name " + id + " in catalogue.txt.";
    }
}
