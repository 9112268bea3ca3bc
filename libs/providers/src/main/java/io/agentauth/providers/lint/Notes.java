// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers.lint;

/** Where rules write down what they find. */
@FunctionalInterface
interface Notes {
    void add(String field, String message);

    default void require(boolean holds, String field, String message) {
        if (!holds) {
            add(field, message);
        }
    }
}
