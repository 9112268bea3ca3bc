// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers;

/** What becomes of a refresh token when it is used. It decides what may be done after an attempt whose answer was lost. */
public enum RotationClass {
    /** Not rotated: may be presented again. */
    N,
    /** The old one replays for a window: presented again once, at once. */
    G,
    /** The old one is refused and nothing else dies: presented again once. */
    S,
    /** The old one is refused and the family revoked: held until the access token has expired, then presented again once. */
    R,
    /** Unknown: never overlapped, presented again once, at once. */
    U
}
