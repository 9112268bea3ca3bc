// SPDX-License-Identifier: Apache-2.0
package io.agentauth.vault;

/** Why a secret's plain text is taken out. A closed list: a new reason is a decision, seen in a review. */
public enum Reveal {
    /** To seal it, or to wrap a keyset. */
    TO_SEAL,
    /** To hash it, for comparison or look-up. */
    TO_HASH,
    /** To authenticate as the client at a provider's endpoint. */
    TO_AUTHENTICATE_THE_CLIENT,
    /** To present a code, verifier or refresh token to a token endpoint. */
    TO_PRESENT_AT_THE_TOKEN_ENDPOINT,
    /** To revoke it at the provider. */
    TO_REVOKE,
    /** To call the provider's own API with it, such as its identity probe. */
    TO_CALL_THE_PROVIDER,
    /** To put a state, nonce or challenge into the browser's redirect or cookie. */
    TO_SEND_THROUGH_THE_BROWSER,
    /** To hand an access token or a static credential to the application that it belongs to. */
    TO_HAND_OUT,
    /** To check what is inside, such as the signature and claims of an ID token. */
    TO_VERIFY,
    /** To authenticate as a service to another of our services. */
    TO_AUTHENTICATE_THE_SERVICE,
    /** To show something once to whoever just made it, such as an API key. */
    TO_SHOW_ONCE
}
