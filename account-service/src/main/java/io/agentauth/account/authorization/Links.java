// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.authorization;

import io.agentauth.account.keyset.OwnKeysets;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.AuthorizationId;
import io.agentauth.vault.KeyedHash;
import io.agentauth.vault.Reveal;
import io.agentauth.vault.Sensitive;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.Arrays;
import java.util.Base64;

/**
 * The links that people follow. A handle is 128 random bits. Two kinds can be shown again without being stored, because they are an HMAC under
 * this service's own key: the one of an account that waits for a person, and the one that a request with an idempotency key was answered with.
 */
@ApplicationScoped
public class Links {
    private static final String HANDLE = "connect_handle";
    private static final String PROOF = "verify_token";
    private static final String FORM_COOKIE = "form_cookie";
    private static final int HANDLE_BITS = 128;

    private final OwnKeysets keysets;
    private final String start;

    @Inject
    Links(OwnKeysets keysets, AuthorizationConfig config) {
        this.keysets = keysets;
        start = config.publicUrl().toString().replaceAll("/+$", "") + "/connect/";
    }

    /** What makes and checks handles; fails while the keys cannot be had. */
    public Uni<Maker> maker() {
        return keysets.handles().map(hash -> new Maker(hash, start));
    }

    /** Makes and checks handles. */
    public static final class Maker {
        private final KeyedHash hash;
        private final String start;

        private Maker(KeyedHash hash, String start) {
            this.hash = hash;
            this.start = start;
        }

        /** A handle that nobody can make again. */
        public Sensitive fresh() {
            return Sensitive.random(HANDLE_BITS);
        }

        /** The handle of that authorization, the same each time. */
        public Sensitive repeatable(AuthorizationId authorization) {
            return derived("repeatable_handle", authorization.toString());
        }

        /** The handle by which the account's {@code generation} is reached from its {@code reauth_url}, the same each time. */
        public Sensitive reauth(AccountId account, long generation) {
            return derived("reauth_handle", account + "/" + generation);
        }

        /** What is stored of a handle. */
        public byte[] hash(Sensitive handle) {
            return hash.hash(HANDLE, handle);
        }

        /** What proves that a browser came back from that authorization's callback; {@code nonce} is random and made there. */
        public Sensitive proof(AuthorizationId authorization, String nonce) {
            return derived("proof_of_callback", authorization + "/" + nonce);
        }

        /** What the form in which a person enters credentials is sent back with; {@code nonce} is another for each try. */
        public Sensitive formState(AuthorizationId authorization, String nonce) {
            return derived("form_state", authorization + "/" + nonce);
        }

        /** What is stored of the cookie of the browser that has the form. */
        public byte[] hashOfFormCookie(Sensitive cookie) {
            return hash.hash(FORM_COOKIE, cookie);
        }

        /** What is stored of a proof. */
        public byte[] hashOfProof(Sensitive proof) {
            return hash.hash(PROOF, proof);
        }

        /** Where the browser takes {@code proof} to the application. */
        public static URI withProof(String userVerifyUrl, Sensitive proof) {
            return URI.create(userVerifyUrl
                    + (userVerifyUrl.indexOf('?') < 0 ? '?' : '&')
                    + PROOF
                    + '='
                    + proof.reveal(Reveal.TO_SEND_THROUGH_THE_BROWSER));
        }

        /** The link with that handle. */
        public URI link(Sensitive handle) {
            return URI.create(start + handle.reveal(Reveal.TO_SEND_THROUGH_THE_BROWSER));
        }

        private Sensitive derived(String what, String of) {
            byte[] bits = Arrays.copyOf(hash.hash(what, Sensitive.of(of)), HANDLE_BITS / Byte.SIZE);
            return Sensitive.of(Base64.getUrlEncoder().withoutPadding().encodeToString(bits));
        }
    }
}
