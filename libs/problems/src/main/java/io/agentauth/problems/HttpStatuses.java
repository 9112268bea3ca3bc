// SPDX-License-Identifier: Apache-2.0
package io.agentauth.problems;

import org.jspecify.annotations.Nullable;

/** The problem for a bare HTTP status, as frameworks fail with. */
final class HttpStatuses {
    private HttpStatuses() {}

    /** Null for a status that nobody foresaw. */
    static @Nullable ProblemException problem(int status) {
        return switch (status) {
            case 401 ->
                new ProblemException(ProblemType.MISSING_API_KEY, "Send Authorization: Bearer with an API key.");
            case 403 -> new ProblemException(ProblemType.PERMISSION_DENIED, "This is not permitted.");
            case 404 -> new ProblemException(ProblemType.NOT_FOUND, "There is nothing here.");
            case 405 -> new ProblemException(ProblemType.METHOD_NOT_ALLOWED, "See the Allow header.");
            case 406 -> new ProblemException(ProblemType.NOT_ACCEPTABLE, "Answers are application/json.");
            case 409 -> new ProblemException(ProblemType.CONFLICT, "Read the current state and try again.");
            case 413 -> new ProblemException(ProblemType.TOO_LARGE, "Send a smaller body.");
            case 415 -> new ProblemException(ProblemType.UNSUPPORTED_MEDIA_TYPE, "Send application/json.");
            case 429 -> new ProblemException(ProblemType.RATE_LIMITED, "Try again later.");
            case 503 -> new ProblemException(ProblemType.SERVICE_UNAVAILABLE, "Try again later.");
            default ->
                status < 500
                        ? new ProblemException(ProblemType.INVALID_REQUEST, "The request cannot be understood.")
                        : null;
        };
    }
}
