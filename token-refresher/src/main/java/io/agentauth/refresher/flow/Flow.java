// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.flow;

import io.agentauth.ids.AccountId;
import io.agentauth.ids.AuthorizationId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.vault.Place;
import io.agentauth.vault.Sealed;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A flow as it is stored.
 *
 * @param subject what it is about
 * @param context the redirect URI's last segment, which the callback must arrive at
 * @param browser what proves that it is the same browser
 * @param verifier sealed: of a challenge (RFC 7636), or of OAuth 1.0a the secret of the temporary credentials; null where there is neither
 * @param nonce sealed; null where no ID token is expected
 * @param expectedIssuer whose answer it must be (RFC 9207); null where the provider has no issuer
 * @param scopes that were asked for
 * @param progress how far it has come
 * @param verification whether the application confirms who consented, and how far that is
 * @param otherPersonAllowed whether the account may become another person's at the provider
 * @param traceparent the trace of the click, which goes on with the callback; null where it is not traced
 * @param facts what the callback told of the account beside the code, by name
 */
public record Flow(
        Subject subject,
        String context,
        Browser browser,
        @Nullable Sealed verifier,
        @Nullable Sealed nonce,
        @Nullable String expectedIssuer,
        List<String> scopes,
        Progress progress,
        Verification verification,
        boolean otherPersonAllowed,
        @Nullable String traceparent,
        Map<String, String> facts) {
    /** Whose flow it is, and for which generation. */
    public record Subject(
            AuthorizationId authorizationId,
            EnvironmentId environmentId,
            AccountId accountId,
            ConnectionId connectionId,
            long generation) {
        /** Where one of the flow's secrets is sealed to. */
        public Place place(String field) {
            return new Place(environmentId.value(), authorizationId.value(), "-", field, generation, 0);
        }
    }

    /** The cookie that only this browser has. */
    @SuppressWarnings("ArrayRecordComponent") // a hash that is only ever compared by the keyed hash itself
    public record Browser(String name, byte[] hash) {}

    /**
     * How far a flow has come, by the database's clock.
     *
     * @param expired whether its time is over
     * @param consumed whether a callback was taken
     * @param told whether the outcome may still be told
     * @param outcome {@code succeeded}, {@code denied}, {@code expired}, {@code failed}, or null
     * @param reason why, where it did not succeed
     * @param pushed whether account-service has every token that it brought
     */
    public record Progress(
            boolean expired,
            boolean consumed,
            boolean told,
            @Nullable String outcome,
            @Nullable String reason,
            boolean pushed) {
        static final Progress FRESH = new Progress(false, false, true, null, null, false);
    }

    /**
     * Whether the code waits for the application's word before it is sent.
     *
     * @param parked the code while it waits; else null
     */
    public record Verification(boolean wanted, @Nullable Parked parked) {}

    /**
     * A code that waits.
     *
     * @param code sealed
     * @param tokenEndpoint where it would be sent when it came: nowhere else
     * @param lapsed whether its time is over, by the database's clock
     */
    public record Parked(Sealed code, URI tokenEndpoint, boolean lapsed) {}

    /** The verifier's field in {@link Subject#place}. */
    public static final String VERIFIER = "pkce_verifier";

    /** The temporary secret's field in {@link Subject#place}. */
    public static final String TEMPORARY_SECRET = "temporary_secret";

    /** The nonce's field in {@link Subject#place}. */
    public static final String NONCE = "nonce";

    /** The code's field in {@link Subject#place}. */
    public static final String CODE = "code";

    /** The device code's field in {@link Subject#place}. */
    public static final String DEVICE_CODE = "device_code";

    /** Whether a code waits for the application's word. */
    public boolean isParked() {
        return verification.parked() != null && progress.outcome() == null;
    }

    /** The same, of which the callback told {@code facts}. */
    public Flow telling(Map<String, String> facts) {
        return new Flow(
                subject,
                context,
                browser,
                verifier,
                nonce,
                expectedIssuer,
                scopes,
                progress,
                verification,
                otherPersonAllowed,
                traceparent,
                facts);
    }

    /** Shorthand. */
    public AuthorizationId authorizationId() {
        return subject.authorizationId();
    }
}
