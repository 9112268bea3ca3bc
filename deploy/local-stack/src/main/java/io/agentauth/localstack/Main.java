// SPDX-License-Identifier: Apache-2.0
package io.agentauth.localstack;

import io.agentauth.localstack.api.Refused;
import io.agentauth.localstack.process.PartFailed;
import java.util.Arrays;
import java.util.List;

/**
 * {@code up}, {@code demo}, {@code status}, {@code down}, and {@code story} on an installation elsewhere. Exits 0 when all went well, 1 with one
 * sentence when not.
 */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        Console console = Console.ofThisProcess(System.out);
        System.exit(run(console, Arrays.asList(args)));
    }

    private static int run(Console console, List<String> args) {
        try {
            if ("story".equals(args.getFirst())) {
                return new ElsewhereRun(console, args.subList(1, args.size())).run();
            }
            Options options = Options.parse(args.subList(1, args.size()));
            return switch (args.getFirst()) {
                case "up" -> new Up(console, options).run();
                case "demo" -> new DemoRun(console, options).run();
                case "status" -> new Status(console, options.dataOrDefault()).run();
                case "down" -> new Down(console, options.dataOrDefault()).run();
                default -> throw new PartFailed("there is no command " + args.getFirst());
            };
        } catch (PartFailed e) {
            if (Stopping.isUnderWay()) {
                return 1;
            }
            console.line("");
            e.logTail().forEach(line -> console.line("    " + console.faint(line)));
            console.line(console.bad("error: ") + e.getMessage());
            return 1;
        } catch (Refused e) {
            console.line(console.bad("error: ") + e.getMessage());
            return 1;
        }
    }
}
