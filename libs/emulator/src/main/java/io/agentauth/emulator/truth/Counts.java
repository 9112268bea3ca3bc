// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.truth;

import com.fasterxml.jackson.annotation.JsonAutoDetect;

/** What is counted for one client of one provider, or summed over several. */
@JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY)
public final class Counts {
    long presentations;
    long codePresentations;
    long refreshPresentations;
    long exchanges;
    long refreshes;
    long refused;
    /** Spent refresh tokens that were shown again, in a grace time or not. */
    long replaysSeen;
    /** Used codes that were shown again. */
    long codeReplaysSeen;

    /** Questions with a device code. */
    long devicePolls;
    /** Those that came before the interval was over: 0 is right. */
    long devicePollsEarly;

    long familiesKilled;
    long revocations;
    /** The most other presentations of one token or family that were under way when one came: 0 is right. */
    long overlapsMax;
    /** How often the most-shown refresh token was shown. */
    long presentationsPerRefreshTokenMax;

    long refreshTokensShownMoreThanOnce;
    long apiCalls;
    long apiCallsRefused;

    void add(Counts other) {
        presentations += other.presentations;
        codePresentations += other.codePresentations;
        refreshPresentations += other.refreshPresentations;
        exchanges += other.exchanges;
        refreshes += other.refreshes;
        refused += other.refused;
        replaysSeen += other.replaysSeen;
        codeReplaysSeen += other.codeReplaysSeen;
        devicePolls += other.devicePolls;
        devicePollsEarly += other.devicePollsEarly;
        familiesKilled += other.familiesKilled;
        revocations += other.revocations;
        overlapsMax = Math.max(overlapsMax, other.overlapsMax);
        presentationsPerRefreshTokenMax =
                Math.max(presentationsPerRefreshTokenMax, other.presentationsPerRefreshTokenMax);
        refreshTokensShownMoreThanOnce += other.refreshTokensShownMoreThanOnce;
        apiCalls += other.apiCalls;
        apiCallsRefused += other.apiCallsRefused;
    }
}
