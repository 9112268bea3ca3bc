// SPDX-License-Identifier: Apache-2.0
package io.agentauth.testkit.planted.one;

import io.agentauth.vault.Sensitive;
import io.smallrye.mutiny.Uni;
import jakarta.transaction.Transactional;
import java.util.Arrays;
import org.eclipse.microprofile.config.ConfigProvider;

/** Breaks PIPELINES, TRANSACTIONS, CONFIGURATION, ENVIRONMENT, REVEALING, COMPARING, SLEEPING and PRINTING. */
@Transactional
public final class Careless {
    Uni<String> chains(Uni<String> uni) {
        return uni.flatMap(text -> Uni.createFrom().item(text));
    }

    Uni<String> transforms(Uni<String> uni) {
        return uni.onItem().transformToUni(text -> Uni.createFrom().item(text));
    }

    String blocks(Uni<String> uni) {
        return uni.await().indefinitely();
    }

    void drops(Uni<String> uni) {
        uni.subscribe().with(text -> {});
    }

    Uni<String> hops(Uni<String> uni) {
        return uni.emitOn(Runnable::run);
    }

    Object configures() {
        return ConfigProvider.getConfig();
    }

    String environment() {
        return System.getenv("HOME");
    }

    String reveals(Sensitive sensitive) {
        return sensitive.reveal("for nothing");
    }

    boolean compares(byte[] hash, byte[] other) {
        return Arrays.equals(hash, other);
    }

    void sleeps() throws InterruptedException {
        Thread.sleep(1);
    }

    void prints(Exception e) {
        e.printStackTrace();
    }
}
