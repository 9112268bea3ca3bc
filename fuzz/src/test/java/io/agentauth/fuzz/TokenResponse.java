// SPDX-License-Identifier: Apache-2.0
package io.agentauth.fuzz;

import io.agentauth.oauth.HttpAnswer;
import io.agentauth.oauth.OAuthError;
import io.agentauth.oauth.TokenAnswer;
import io.agentauth.oauth.TokenShape;
import io.agentauth.vault.Sensitive;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What a token endpoint answers: the first byte says under which status and type, the rest is the body. */
final class TokenResponse implements Target {
    static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
    private static final List<String> TYPES = List.of(
            "application/json",
            "application/x-www-form-urlencoded",
            "text/html; charset=utf-16",
            "text/plain;charset=\"none-such\"",
            "");
    private static final int[] STATUSES = {200, 201, 302, 400, 401, 403, 408, 429, 500, 503};

    @Override
    public List<String> seeds() {
        return List.of(
                "0{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"expires_in\":3600,\"refresh_token\":\"r\",\"scope\":\"a b\"}",
                "1access_token=a&token_type=bearer&scope=repo%2Cuser&refresh_token_expires_in=15897600",
                "3{\"error\":\"invalid_grant\",\"error_description\":\"Token has been expired or revoked.\"}",
                "0{\"ok\":false,\"error\":\"token_revoked\"}",
                "0{\"ok\":true,\"authed_user\":{\"access_token\":\"xoxp\",\"expires_in\":\"43200\"},\"access_token\":null}",
                "4{\"error\":{\"code\":401,\"message\":\"Invalid Credentials\",\"status\":\"UNAUTHENTICATED\"}}",
                "8<html><body>Bad gateway</body></html>",
                "0{\"access_token\":\"a\",\"expires_in\":1e400}");
    }

    @Override
    public void read(byte[] input) {
        switch (TokenAnswer.read(answer(input), TokenShape.STANDARD)) {
            case TokenAnswer.Tokens tokens -> {
                Target.require(!tokens.slots().isEmpty(), "success without a token");
                Target.require(answer(input).isSuccessful(), "tokens out of a failure");
            }
            case OAuthError error -> {
                Target.require(error.error().matches("[\\w.:/ -]{1,64}"), "an error code that cannot be logged");
                String description = error.description();
                Target.require(description == null || description.length() <= 300, "a description without end");
                Target.require(
                        description == null || description.chars().noneMatch(Character::isISOControl),
                        "a description that forges a log line");
            }
            case TokenAnswer.Unreadable page ->
                Target.require(page.why().length() < 60, "what is unreadable is quoted");
        }
    }

    static HttpAnswer answer(byte[] input) {
        int first = input.length == 0 ? 0 : input[0] & 0xff;
        byte[] body = input.length == 0 ? input : Arrays.copyOfRange(input, 1, input.length);
        return new HttpAnswer(
                STATUSES[first % STATUSES.length],
                Map.of("content-type", TYPES.get(first / STATUSES.length % TYPES.size())),
                Sensitive.of(body),
                NOW);
    }
}
