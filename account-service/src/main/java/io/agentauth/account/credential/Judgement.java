// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.credential;

import io.agentauth.account.adoption.AdoptCredentials.Whose;
import io.agentauth.providers.StaticCredentials.Flaw;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether what somebody entered may be kept. */
public sealed interface Judgement {
    /**
     * The provider takes it, or its file has no call to ask it with.
     *
     * @param whose whose account it opens, where the provider says so
     */
    record Good(@Nullable Whose whose) implements Judgement {}

    /** It cannot be right; nobody was asked. */
    record Flawed(Map<String, Flaw> flaws) implements Judgement {}

    /** The provider does not take it. */
    record Refused(String reason) implements Judgement {}

    /** The provider could not say. */
    record Unanswered(String reason) implements Judgement {}
}
