// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e.fault;

import io.agentauth.refresher.CrashPoint;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A program that is at a crash point ten times a second, for two minutes, unless something ends it. */
public final class Victim {
    private static final int STEPS = 1_200;

    private Victim() {}

    public static void main(String[] args) throws InterruptedException {
        for (int i = 0; i < STEPS; i++) {
            CrashPoint.CP2.reached("acct_" + i % 2);
            var _ = new CountDownLatch(1).await(100, TimeUnit.MILLISECONDS);
        }
    }
}
