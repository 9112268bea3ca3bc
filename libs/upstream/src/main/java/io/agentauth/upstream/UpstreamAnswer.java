// SPDX-License-Identifier: Apache-2.0
package io.agentauth.upstream;

import io.agentauth.oauth.HttpAnswer;

/** What became of a request. Trouble is a value: whoever sent a refresh token must decide what it means. */
public sealed interface UpstreamAnswer {
    /** An answer was read to its end, whatever its status. */
    record Answered(HttpAnswer answer) implements UpstreamAnswer {}

    /** The provider has not seen a byte of the request: what it carries is untouched. */
    record NotSent(Trouble trouble, String why) implements UpstreamAnswer {}

    /** Bytes were written and no whole answer came: the provider may or may not have acted. */
    record Ambiguous(Trouble trouble, String why) implements UpstreamAnswer {}

    /** What went wrong. */
    enum Trouble {
        /** The URL or an address that it leads to is not allowed. */
        REFUSED,
        /** The name has no address. */
        NAME,
        /** No connection could be made. */
        CONNECT,
        /** The certificate or the handshake would not do. */
        TLS,
        /** Too many requests wait for a connection. */
        BUSY,
        /** {@link Progress#connected} stopped it. */
        STOPPED,
        /** The deadline passed. */
        DEADLINE,
        /** The connection broke. */
        BROKEN,
        /** The answer is larger than allowed. */
        TOO_LARGE
    }
}
