// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.truth;

import io.agentauth.emulator.switches.Switchboard.Scope;
import io.agentauth.emulator.truth.Presentation.Subject;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** What was shown to the token endpoints, in order, and the counts. The log keeps the newest presentations; the counts keep all. */
public final class TruthLog {
    private final InstantSource clock;
    private final int kept;
    private final Deque<Presentation> presentations = new ArrayDeque<>();
    private final Map<String, Integer> underWay = new HashMap<>();
    private final Map<String, Integer> shown = new HashMap<>();
    private final Map<Scope, Counts> counts = new HashMap<>();
    private long order;

    /** {@code kept}: how many presentations are remembered one by one. */
    public TruthLog(InstantSource clock, int kept) {
        this.clock = clock;
        this.kept = kept;
    }

    /** A presentation has come in whole. */
    public Presentation begin(Subject subject) {
        int overlaps = Math.max(enter(subject.hash()), subject.family().isEmpty() ? 0 : enter(subject.family()));
        Presentation presentation = new Presentation(++order, clock.instant(), subject, overlaps);
        presentations.add(presentation);
        if (presentations.size() > kept) {
            presentations.remove();
        }
        Counts mine = counts(subject);
        mine.presentations++;
        mine.overlapsMax = Math.max(mine.overlapsMax, overlaps);
        switch (subject.kind()) {
            case "code" -> mine.codePresentations++;
            case "device" -> mine.devicePolls++;
            default -> {
                mine.refreshPresentations++;
                countShown(mine, subject.hash());
            }
        }
        return presentation;
    }

    private void countShown(Counts mine, String hash) {
        int times = shown.merge(hash, 1, Integer::sum);
        mine.presentationsPerRefreshTokenMax = Math.max(mine.presentationsPerRefreshTokenMax, times);
        if (times == 2) {
            mine.refreshTokensShownMoreThanOnce++;
        }
    }

    /** What the provider made of it. Called again when a fault then spoils the answer: both words stay. */
    public void outcome(Presentation presentation, String what, int status) {
        presentation.outcome(what, status);
        Counts mine = counts(presentation.subject());
        switch (what) {
            case "exchanged" -> mine.exchanges++;
            case "renewed" -> mine.refreshes++;
            case "renewed_again" -> {
                mine.refreshes++;
                mine.replaysSeen++;
            }
            case "spent" -> {
                mine.refused++;
                mine.replaysSeen++;
            }
            case "slow_down" -> {
                mine.refused++;
                mine.devicePollsEarly++;
            }
            case "code_used" -> {
                mine.refused++;
                mine.codeReplaysSeen++;
            }
            default -> mine.refused += status >= 400 ? 1 : 0;
        }
    }

    /** It is processed, and its answer sent or its connection gone. */
    public void end(Presentation presentation) {
        if (presentation.ended() == 0) {
            presentation.end(++order, clock.instant());
            leave(presentation.subject().hash());
            leave(presentation.subject().family());
        }
    }

    /** Families died of a replay. */
    public void killed(Subject subject, int families) {
        counts(subject).familiesKilled += families;
    }

    /** A client or a person ended a token or a family. */
    public void revoked(String provider, String clientId) {
        counts(provider, clientId).revocations++;
    }

    /** A call of the provider's API with a token of this client. */
    public void apiCall(String provider, String clientId, boolean accepted) {
        Counts mine = counts(provider, clientId);
        mine.apiCalls++;
        mine.apiCallsRefused += accepted ? 0 : 1;
    }

    /** The sum over all scopes that fit; an empty text fits all. */
    public Counts sum(Scope which) {
        Counts sum = new Counts();
        counts.forEach((scope, mine) -> {
            if (fits(which.provider(), scope.provider()) && fits(which.client(), scope.client())) {
                sum.add(mine);
            }
        });
        return sum;
    }

    /** The remembered presentations that fit, the oldest first. */
    public List<Presentation> presentations(Predicate<Presentation> which) {
        return presentations.stream().filter(which).toList();
    }

    /** Starts counting anew; what is under way stays under way. */
    public void clear() {
        presentations.clear();
        shown.clear();
        counts.clear();
    }

    private int enter(String key) {
        return underWay.merge(key, 1, Integer::sum) - 1;
    }

    private void leave(String key) {
        underWay.computeIfPresent(key, (_, count) -> count == 1 ? null : count - 1);
    }

    private Counts counts(Subject subject) {
        return counts(subject.provider(), subject.clientId());
    }

    private Counts counts(String provider, String clientId) {
        return counts.computeIfAbsent(new Scope(provider, clientId), _ -> new Counts());
    }

    private static boolean fits(String wanted, String actual) {
        return wanted.isEmpty() || wanted.equals(actual);
    }
}
