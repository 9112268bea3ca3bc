// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.exchange;

import io.agentauth.refresher.endpoint.TokenOutcome;
import java.util.Set;

/**
 * How and why an authorization came to nothing: words of a closed list, stored and shown.
 *
 * @param status {@code denied}, {@code expired} or {@code failed}
 * @param reason why
 */
public record Failure(String status, String reason) {
    /** Nobody came in time. */
    public static final Failure EXPIRED = new Failure("expired", "flow_expired");

    /** The person said no. */
    public static final Failure DENIED = new Failure("denied", "access_denied");

    /** A later one took its place. */
    public static final Failure SUPERSEDED = new Failure("expired", "superseded");

    /** The account ended, or this generation of it. */
    public static final Failure ENDED = failed("generation_ended");

    /** The connection is gone. */
    public static final Failure CONNECTION_DELETED = failed("connection_deleted");

    /** The provider refuses the connection. */
    public static final Failure CONNECTION_SUSPENDED = failed("connection_suspended");

    /** What was presented may have given something that nobody has. */
    public static final Failure INTERRUPTED = failed("exchange_interrupted");

    /** The connection is to another place now. */
    public static final Failure OTHER_ENDPOINT = failed("connection_changed");

    static final Failure MALFORMED = failed("callback_malformed");
    static final Failure OTHER_CONTEXT = failed("context_mismatch");
    static final Failure OTHER_ISSUER = failed("issuer_mismatch");
    static final Failure UNSIGNED = failed("callback_not_signed");
    static final Failure UNCONFIRMED = new Failure("expired", "verification_timeout");
    static final Failure SOMEBODY_ELSE = failed("verification_refused");
    static final Failure ID_TOKEN = failed("id_token_invalid");
    static final Failure OTHER_PERSON = failed("different_person");
    static final Failure BROUGHT_BEFORE = failed("brought_before");
    static final Failure UNDER_WAY = failed("import_under_way");
    static final Failure NOBODY_KNOWN = failed("person_unknown");

    /** RFC 6749 §4.1.2.1. */
    private static final Set<String> OF_AUTHORIZATION = Set.of(
            "invalid_request",
            "unauthorized_client",
            "unsupported_response_type",
            "invalid_scope",
            "server_error",
            "temporarily_unavailable");

    private static Failure failed(String reason) {
        return new Failure("failed", reason);
    }

    /** For what an authorization endpoint answered. */
    static Failure ofAuthorization(String error) {
        return failed(OF_AUTHORIZATION.contains(error) ? error : "provider_error");
    }

    /** For what a token endpoint made of the code. */
    static Failure of(TokenOutcome outcome) {
        return switch (outcome) {
            case TokenOutcome.Granted _ -> throw new IllegalArgumentException("a success is no failure");
            case TokenOutcome.Refused _ -> failed("code_refused");
            case TokenOutcome.BlamesTheApp _ -> failed("client_invalid");
            case TokenOutcome.RateLimited _ -> failed("provider_rate_limited");
            case TokenOutcome.Declined _ -> failed("provider_error");
            case TokenOutcome.NotSent _ -> failed("provider_unreachable");
            case TokenOutcome.Ambiguous _ -> failed("provider_unavailable");
        };
    }
}
