// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e.fault;

import io.agentauth.refresher.CrashPoint;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A program with accounts at crash points ten times a second, for two minutes, unless something ends it. Two accounts stay at CP2; two others come there in
 * turn and go on to CP4 at once.
 */
public final class Victim {
    private static final int STEPS = 1_200;

    private Victim() {}

    public static void main(String[] args) throws InterruptedException {
        for (int i = 0; i < STEPS; i++) {
            CrashPoint.CP2.reached("acct_" + i % 2);
            CrashPoint.CP2.reached("passer_" + i % 2);
            CrashPoint.CP4.reached("passer_" + i % 2);
            var _ = new CountDownLatch(1).await(100, TimeUnit.MILLISECONDS);
        }
    }
}
