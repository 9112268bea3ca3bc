// SPDX-License-Identifier: Apache-2.0
package io.agentauth.testkit.planted.one;

import io.smallrye.mutiny.Uni;

/** Breaks nothing: names that only contain a banned word's letters are fine. */
public final class Good {
    public record Database(String name, String informationUrl) {}

    Uni<String> pipeline(Uni<String> uni) {
        return uni.chain(text -> Uni.createFrom().item(text)).map(String::strip);
    }
}
