// SPDX-License-Identifier: Apache-2.0
package io.agentauth.problems;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Everything that can be wrong, as callers see it: a closed list. {@link #code()} is stable and documented one by one in docs/errors.md;
 * the problem's {@code type} is the relative {@code /problems/{code}}.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457#section-3.1.1">RFC 9457 §3.1.1</a>
 */
public enum ProblemType {
    MALFORMED_JSON(400, "The body is not valid JSON"),
    UNKNOWN_FIELD(400, "The body has fields that do not exist"),
    INVALID_FIELD(400, "A field has a value that is not allowed"),
    INVALID_REQUEST(400, "The request is not valid"),
    SECRET_IN_URL(400, "A secret was sent in the URL"),
    INVALID_REDIRECT_URL(400, "The redirect URL is not on the environment's list"),
    UNKNOWN_PROVIDER(400, "There is no such provider"),
    PROVIDER_NOT_SUPPORTED(400, "The provider cannot be connected yet"),
    PROVIDER_METADATA_INVALID(400, "The provider's metadata cannot be used"),
    CREDENTIALS_REFUSED(400, "The provider does not take the credentials"),
    ACTING_USER_REQUIRED(400, "The acting user must be named"),
    CERTIFICATE_UNREADABLE(400, "The certificate cannot be read"),
    CERTIFICATE_KEY_MISMATCH(400, "The key is not the certificate's"),
    CERTIFICATE_EXPIRED(400, "The certificate is not valid now"),
    FLOW_UNKNOWN(400, "There is no such authorization flow in this browser"),
    MISSING_API_KEY(401, "An API key is needed"),
    INVALID_API_KEY(401, "The API key is not valid"),
    SERVICE_IDENTITY_REQUIRED(401, "A service identity is needed"),
    PERMISSION_DENIED(403, "The API key does not have this permission"),
    OPERATOR_REQUIRED(403, "Only the installation key may do this"),
    VERIFICATION_MISMATCH(403, "Somebody else consented"),
    NOT_ALLOWED_BY_POLICY(403, "The account's policy does not allow it"),
    SERVICE_NOT_ALLOWED(403, "The calling service may not do this"),
    NOT_FOUND(404, "Not found"),
    METHOD_NOT_ALLOWED(405, "The method is not allowed here"),
    NOT_ACCEPTABLE(406, "The answer cannot be given in an accepted media type"),
    CONFLICT(409, "The request conflicts with the current state"),
    CONNECTION_IN_USE(409, "The connection has accounts"),
    IDEMPOTENCY_CONFLICT(409, "The idempotency key was used with another request"),
    ACCOUNT_NOT_ACTIVE(409, "The account is not active"),
    ACCOUNT_PAUSED(409, "The account is paused"),
    NO_CONSENT_NEEDED(409, "Nobody consents for the account"),
    REAUTHORIZATION_REQUIRED(409, "A person must connect the account again"),
    CONNECTION_SUSPENDED(409, "The provider refuses the connection"),
    VERIFY_URL_MISSING(409, "The environment has no URL to verify people at"),
    DEVICE_FLOW_UNAVAILABLE(409, "The provider gives no codes for other browsers"),
    DEVICE_FLOW_UNVERIFIED(409, "Nobody who consents in another browser can be verified"),
    CONNECT_LINK_EXPIRED(410, "The connect link has expired"),
    CONNECT_LINK_USED(410, "The connect link was used"),
    TOO_LARGE(413, "The body is too large"),
    UNSUPPORTED_MEDIA_TYPE(415, "The body's media type is not supported"),
    RATE_LIMITED(429, "Too many requests"),
    PROVIDER_RATE_LIMITED(429, "The provider limits the rate of requests"),
    INTERNAL_ERROR(500, "Something went wrong here"),
    PROVIDER_UNAVAILABLE(502, "The provider cannot be reached"),
    REFRESH_IN_PROGRESS(503, "The token is being renewed"),
    SERVICE_UNAVAILABLE(503, "The service is not available"),
    KEY_SERVICE_UNAVAILABLE(503, "The key service is not available"),
    SEALED(503, "The installation is sealed");

    private final int status;
    private final String title;

    ProblemType(int status, String title) {
        this.status = status;
        this.title = title;
    }

    /** The stable code that clients switch on, for example {@code not_found}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The HTTP status that it is answered with. */
    public int status() {
        return status;
    }

    /** One short sentence, the same for every occurrence. */
    public String title() {
        return title;
    }

    /** The type with that code; empty for a code of a later release or of somebody else. */
    public static Optional<ProblemType> find(String code) {
        return Arrays.stream(values()).filter(type -> type.code().equals(code)).findFirst();
    }
}
