// SPDX-License-Identifier: Apache-2.0
package io.agentauth.upstream;

/**
 * Told how far a request has come, on the thread that carries it: no blocking. The last moment to stop one is {@link #connected}.
 */
public interface Progress {
    /** Nobody is told. */
    Progress UNWATCHED = new Progress() {};

    /** A connection is there and nothing is written. An exception from here stops the request: {@link UpstreamAnswer.NotSent}. */
    default void connected() {}

    /** The whole request is handed to the kernel. */
    default void written() {}

    /** Status and headers of the answer are there. */
    default void headersRead() {}
}
