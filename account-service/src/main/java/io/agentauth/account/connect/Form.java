// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.connect;

import io.agentauth.account.adoption.AdoptCredentials.Holder;
import io.agentauth.account.adoption.AdoptCredentials.Whose;
import io.agentauth.ids.AuthorizationId;
import org.jspecify.annotations.Nullable;

/**
 * The form of an authorization, in the browser that clicked its link.
 *
 * @param holder whose credentials are entered
 * @param person whom the account is for
 * @param state how far it is, by the database's clock
 * @param nonce what the form's state is made of; null where nothing is to be entered any more
 * @param tries how often something was entered
 * @param verifies whether the application says who entered it
 * @param owner whose account it is at the provider, and may only stay; null where that is not known, or may change
 */
record Form(
        AuthorizationId id,
        Holder holder,
        Person person,
        State state,
        @Nullable String nonce,
        int tries,
        boolean verifies,
        @Nullable Whose owner) {
    /** Whether {@code whose} may have the account: the owner, if there is one. */
    boolean isFor(@Nullable Whose whose) {
        return owner == null || (whose != null && owner.isSameAs(whose));
    }

    /** Whom the account is for, as the application calls it. */
    record Person(String identifier, String identifierType) {}

    /** How far it is. */
    enum State {
        /** Something can be entered. */
        OPEN,
        /** Something was entered, and the application is to say who it was. */
        ENTERED,
        /** It was entered, or the authorization ended otherwise. */
        OVER,
        /** The person took too long, or a later link was used. */
        EXPIRED
    }
}
