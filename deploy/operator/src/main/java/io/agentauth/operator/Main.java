// SPDX-License-Identifier: Apache-2.0
package io.agentauth.operator;

import io.agentauth.operator.evidence.CollectEvidence;
import io.agentauth.trail.VerifyTrail;
import java.util.Arrays;

/** Every command of the operator, as the image has them. What each exits with says its class. */
public final class Main {
    static final String USAGE =
            """
            seal --reason TEXT, unseal --reason TEXT, seal status       closes every secret within a second; the installation key
            keys rotate, keys status                                     exchanges the keysets; the installation key
            revoke all, revoke some, revoke status --id REVOCATION       after a leak; a key with the scope admin of the environment
              some: [--connection ID] [--read-by KEY] [--read-from TIME] [--read-to TIME]; all that is said must hold
            evidence --out DIR [--from TIME] [--to TIME]                 collects what an environment gives evidence of; a key of the environment
            audit verify FILE [--key HEX]... [--seen HASH]               checks an export of the trail with nothing but the file

            All but the last take --url URL --key-file FILE: where the installation is, and the file with the key.
            """;

    private Main() {}

    public static void main(String[] args) {
        switch (args.length == 0 ? "" : args[0]) {
            case "audit" -> audit(args);
            case "evidence" -> CollectEvidence.main(Arrays.copyOfRange(args, 1, args.length));
            case "", "help", "--help", "-h" -> System.out.append(USAGE).flush();
            default -> Operator.main(args);
        }
    }

    private static void audit(String[] args) {
        if (args.length > 1 && args[1].equals("verify")) {
            VerifyTrail.main(Arrays.copyOfRange(args, 2, args.length));
        } else {
            System.err
                    .append("error: there is audit verify FILE and nothing else\n")
                    .flush();
            System.exit(2);
        }
    }
}
