// SPDX-License-Identifier: Apache-2.0
package io.agentauth.testkit;

import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import java.util.Set;

/** Calls that the rules know. */
final class Calls {
    private static final Set<String> OPERATORS = Set.of(
            "flatMap",
            "transformToUni",
            "transformToUniAndMerge",
            "emitOn",
            "runSubscriptionOn",
            "await",
            "awaitUsing",
            "toIterable",
            "toStream");

    private Calls() {}

    static boolean to(JavaCodeUnitAccess<?> call, String owner, String method) {
        return call.getTargetOwner().getFullName().equals(owner)
                && call.getName().equals(method);
    }

    static boolean hidesControlFlow(JavaCodeUnitAccess<?> call) {
        String owner = call.getTargetOwner().getFullName();
        String method = call.getName();
        boolean mutiny = owner.startsWith("io.smallrye.mutiny.");
        boolean shortcut = method.endsWith("AndForget") || method.endsWith("AndAwait");
        return (mutiny && OPERATORS.contains(method))
                || (owner.matches("io\\.smallrye\\.mutiny\\.groups\\.(Uni|Multi)Subscribe") && method.equals("with"))
                || (shortcut && (mutiny || owner.startsWith("io.vertx.mutiny.")))
                || method.equals("sendAndForget");
    }
}
