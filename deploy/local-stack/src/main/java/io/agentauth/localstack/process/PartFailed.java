// SPDX-License-Identifier: Apache-2.0
package io.agentauth.localstack.process;

import java.util.List;

/** A part of the stack is not as it must be. The message is one sentence for a person. */
public final class PartFailed extends RuntimeException {
    private final transient List<String> logTail;

    public PartFailed(String sentence) {
        this(sentence, List.of());
    }

    public PartFailed(String sentence, List<String> logTail) {
        super(sentence);
        this.logTail = logTail;
    }

    /** The last lines that the part printed, where there are some. */
    public List<String> logTail() {
        return logTail;
    }
}
