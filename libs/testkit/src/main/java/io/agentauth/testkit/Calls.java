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

    private static final Set<String> STEP_BY_STEP = Set.of("equals", "compare", "compareUnsigned", "mismatch");

    private Calls() {}

    static boolean to(JavaCodeUnitAccess<?> call, String owner, String method) {
        return call.getTargetOwner().getFullName().equals(owner)
                && call.getName().equals(method);
    }

    /** {@code Arrays} and {@code ByteBuffer} stop at the first byte that differs. */
    static boolean comparesBytesStepByStep(JavaCodeUnitAccess<?> call) {
        String owner = call.getTargetOwner().getFullName();
        String method = call.getName();
        boolean ofArrays = owner.equals("java.util.Arrays")
                && STEP_BY_STEP.contains(method)
                && call.getTarget().getRawParameterTypes().getFirst().getName().equals("[B");
        return ofArrays
                || (owner.equals("java.nio.ByteBuffer")
                        && (method.equals("equals") || method.equals("compareTo") || method.equals("mismatch")));
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
