// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.oauth.TokenAnswer.Tokens;
import io.agentauth.oauth.TokenAnswer.Unreadable;
import io.agentauth.vault.Reveal;
import io.agentauth.vault.Sensitive;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("D12, RFC 6749 §5: what a token endpoint answers, and what it means")
class TokenAnswerTest {
    private static final Instant RECEIVED = Instant.parse("2026-01-01T00:00:00Z");
    private static final TokenPointers USER = new TokenPointers(
            new Pointer("/authed_user/access_token"),
            new Pointer("/authed_user/refresh_token"),
            new Pointer("/authed_user/expires_in"),
            null,
            new Pointer("/authed_user/scope"),
            new Pointer("/authed_user/token_type"));
    private static final TokenPointers UNTIL =
            new TokenPointers(null, null, null, new Pointer("/expires_at"), null, null);
    private static final SlotShape ONE = new SlotShape("default", TokenPointers.STANDARD, "");
    private static final ErrorRules RULES = new ErrorRules(
            List.of(ErrorRule.of("invalid_refresh_token")),
            List.of(ErrorRule.of("bad_client_secret")),
            List.of(ErrorRule.of("internal_error")));

    private static TokenShape shape(
            List<SlotShape> slots, @Nullable SuccessRule success, boolean never, @Nullable Duration life) {
        return new TokenShape(
                slots,
                success,
                List.of(new Pointer("/error")),
                new Pointer("/error_description"),
                never,
                true,
                life,
                Map.of());
    }

    private static TokenShape shape(String name) {
        return switch (name) {
            case "standard" -> TokenShape.STANDARD;
            case "never" -> shape(List.of(ONE), null, true, null);
            case "documented" -> shape(List.of(ONE), null, false, Duration.ofHours(1));
            case "until" -> shape(List.of(new SlotShape("default", UNTIL, "")), null, false, null);
            case "slack" ->
                shape(
                        List.of(new SlotShape("bot", TokenPointers.STANDARD, ""), new SlotShape("user", USER, "user:")),
                        new SuccessRule(new Pointer("/ok"), "true"),
                        false,
                        null);
            default -> throw new IllegalArgumentException(name);
        };
    }

    record Entry(String name, String shape, int status, String type, String read, String verdict, String body) {
        HttpAnswer answer() {
            return new HttpAnswer(
                    status, type.equals("-") ? Map.of() : Map.of("Content-Type", type), Sensitive.of(body), RECEIVED);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Entry> entries() throws Exception {
        List<Entry> entries = new ArrayList<>();
        try (InputStream in = TokenAnswerTest.class.getResourceAsStream("/token-answers.txt")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            for (String entry : text.substring(text.indexOf("\n## ")).split("\n## ", -1)) {
                if (!entry.isBlank()) {
                    int line = entry.indexOf('\n');
                    String[] head = entry.substring(0, line).split(" \\| ", -1);
                    entries.add(new Entry(
                            head[0],
                            head[1],
                            Integer.parseInt(head[2]),
                            head[3],
                            head[4],
                            head[5],
                            entry.substring(line + 1).stripTrailing()));
                }
            }
        }
        return entries;
    }

    @Test
    void theCorpusHasAtLeastSixtyAnswers() throws Exception {
        assertThat(entries()).hasSizeGreaterThanOrEqualTo(60);
    }

    @ParameterizedTest
    @MethodSource("entries")
    void anAnswerIsReadAsItIs(Entry entry) {
        assertThat(written(TokenAnswer.read(entry.answer(), shape(entry.shape()))))
                .isEqualTo(entry.read());
    }

    @ParameterizedTest
    @MethodSource("entries")
    void anAnswerMeansOneThing(Entry entry) {
        assertThat(written(Verdict.of(entry.answer(), shape(entry.shape()), RULES)))
                .isEqualTo(entry.verdict());
    }

    @ParameterizedTest
    @MethodSource("entries")
    void noAnswerAboveFourHundredNinetyNineOrWithoutJsonIsEverTerminal(Entry entry) {
        for (int status : new int[] {429, 500, 502, 503, 504, 529, 599}) {
            HttpAnswer worse = new HttpAnswer(
                    status, entry.answer().headers(), entry.answer().body(), RECEIVED);
            assertThat(Verdict.of(worse, shape(entry.shape()), RULES))
                    .isInstanceOfAny(Verdict.Limited.class, Verdict.Ambiguous.class);
        }
    }

    @ParameterizedTest
    @MethodSource("entries")
    void nothingThatWasReadPrintsASecret(Entry entry) {
        String printed = TokenAnswer.read(entry.answer(), shape(entry.shape())).toString() + entry.answer();
        assertThat(printed).doesNotContain("xoxb", "xoxp", "xoxe", "gho_a", "2YotnFZFEjr1zCsicMWpAA", "tGzv3JOkF0XG5");
    }

    @ParameterizedTest
    @DisplayName("every way of saying when a token ends gives the same end")
    @ValueSource(
            strings = {
                "'access_token':'a','expires_in':600",
                "'access_token':'a','expires_in':'600'",
                "'access_token':'a','expires_in':600.0",
                "'access_token':'a','expires_at':1767226200",
                "'access_token':'a','expires_at':1767226200000",
                "'access_token':'a','expires_at':'1767226200'",
                "'access_token':'a','expires_at':'2026-01-01T00:10:00Z'",
                "'access_token':'a','expires_at':'2026-01-01T01:10:00.000+01:00'",
                // {"exp":1767226200}
                "'access_token':'e30.eyJleHAiOjE3NjcyMjYyMDB9.s'",
            })
    void everyTimeShapeGivesTheSameEnd(String members) {
        HttpAnswer answer = HttpAnswer.json(200, "{" + members.replace('\'', '"') + "}", RECEIVED);
        assertThat(TokenAnswer.read(answer, shape("until")))
                .isInstanceOfSatisfying(TokenAnswer.Tokens.class, tokens -> assertThat(
                                tokens.slots().getFirst().expiresAt(RECEIVED))
                        .contains(RECEIVED.plusSeconds(600)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "a.b.c",
                "a.e30.c",
                "a.bm8.c",
                "a.W10.c",
                "..",
                "e30.eyJleHAiOi0xfQ.s",
                "e30.eyJleHAiOiJ4In0.s"
            })
    void aTokenThatSaysNoEndHasNone(String token) {
        HttpAnswer answer = HttpAnswer.json(200, "{\"access_token\":\"" + token + "\"}", RECEIVED);
        assertThat(TokenAnswer.read(answer, shape("until")))
                .isInstanceOfSatisfying(
                        TokenAnswer.Tokens.class,
                        tokens -> assertThat(tokens.slots().getFirst().life()).isNull());
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-8", "ISO-8859-1"})
    void theCharsetOfTheContentTypeIsHeeded(String charset) {
        HttpAnswer answer = new HttpAnswer(
                200,
                Map.of("content-type", "application/json; charset=\"" + charset + "\""),
                Sensitive.of("{\"access_token\":\"a\"}".getBytes(Charset.forName(charset))),
                RECEIVED);
        assertThat(written(TokenAnswer.read(answer, TokenShape.STANDARD))).isEqualTo("a/-/Bearer/-/-");
    }

    @Test
    void aByteOrderMarkIsSkipped() {
        HttpAnswer answer = HttpAnswer.json(200, "\uFEFF{\"access_token\":\"a\"}", RECEIVED);
        assertThat(written(TokenAnswer.read(answer, TokenShape.STANDARD))).isEqualTo("a/-/Bearer/-/-");
    }

    @Test
    void aTokenMayBeLargeAndAnAbsurdOneIsNotBelieved() {
        assertThat(read("{\"access_token\":\"" + "x".repeat(16_000) + "\"}")).isInstanceOf(Tokens.class);
        assertThat(read("{\"access_token\":\"" + "x".repeat(70_000) + "\"}")).isInstanceOf(Unreadable.class);
    }

    @Test
    void anObjectWithoutBottomIsUnreadable() {
        assertThat(read("{\"a\":".repeat(100_000))).isInstanceOf(Unreadable.class);
    }

    @Test
    void theIdTokenComesAlong() {
        assertThat(read("{\"access_token\":\"a\",\"id_token\":\"e.y.z\"}"))
                .isInstanceOfSatisfying(
                        Tokens.class, tokens -> assertThat(tokens.idToken()).isEqualTo(Sensitive.of("e.y.z")));
    }

    @Test
    @DisplayName("G2, G10: a provider's words lose what could be a token, and line breaks")
    void aDescriptionLosesWhatCouldBeATokenAndLineBreaks() {
        String token = "1//0gKx9vQeTqJbCgYIARAAGBASNwF";
        assertThat(read("{\"error\":\"x\",\"error_description\":\"bad\\r\\n" + token + " token\"}"))
                .isInstanceOfSatisfying(OAuthError.class, error -> assertThat(error.description())
                        .doesNotContain("\n", "\r", "0gKx9vQe")
                        .contains("bad"));
    }

    @Test
    void aRuleMayLookAtASecondMember() {
        ErrorRules rules = new ErrorRules(
                List.of(new ErrorRule(
                        "invalid_grant", new Pointer("/error_subtype"), "invalid_rapt", "interaction_required")),
                List.of(),
                List.of());
        assertThat(written(Verdict.of(
                        HttpAnswer.json(
                                400, "{\"error\":\"invalid_grant\",\"error_subtype\":\"invalid_rapt\"}", RECEIVED),
                        TokenShape.STANDARD,
                        rules)))
                .isEqualTo("dead interaction_required");
        assertThat(written(Verdict.of(
                        HttpAnswer.json(400, "{\"error\":\"invalid_grant\"}", RECEIVED), TokenShape.STANDARD, rules)))
                .isEqualTo("dead refresh_token_expired");
    }

    @Test
    void retryAfterIsCarriedAlong() {
        HttpAnswer limited = new HttpAnswer(429, Map.of("Retry-After", "30"), Sensitive.of(""), RECEIVED);
        assertThat(Verdict.of(limited, TokenShape.STANDARD, RULES))
                .isInstanceOfSatisfying(Verdict.Limited.class, limit -> assertThat(limit.after())
                        .isEqualTo(Duration.ofSeconds(30)));
        HttpAnswer down = new HttpAnswer(503, Map.of("Retry-After", "60"), Sensitive.of(""), RECEIVED);
        assertThat(Verdict.of(down, TokenShape.STANDARD, RULES))
                .isInstanceOfSatisfying(Verdict.Ambiguous.class, ambiguous -> assertThat(ambiguous.after())
                        .isEqualTo(Duration.ofSeconds(60)));
    }

    private static TokenAnswer read(String json) {
        return TokenAnswer.read(HttpAnswer.json(200, json, RECEIVED), TokenShape.STANDARD);
    }

    private static String written(TokenAnswer answer) {
        return switch (answer) {
            case Tokens tokens ->
                tokens.slots().stream().map(TokenAnswerTest::written).collect(Collectors.joining(" "));
            case OAuthError error -> "error " + error.error();
            case Unreadable _ -> "unreadable";
        };
    }

    private static String written(SlotTokens slot) {
        return (slot.slot().equals("default") ? "" : slot.slot() + "=")
                + String.join(
                        "/",
                        written(slot.accessToken()),
                        written(slot.refreshToken()),
                        slot.tokenType(),
                        slot.life() == null ? "-" : String.valueOf(slot.life().toSeconds()),
                        written(slot.scopes()));
    }

    private static String written(@Nullable Sensitive secret) {
        return secret == null ? "-" : secret.reveal(Reveal.TO_VERIFY);
    }

    private static String written(@Nullable Collection<String> scopes) {
        return scopes == null ? "-" : new TreeSet<>(scopes).toString();
    }

    private static String written(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Granted _ -> "granted";
            case Verdict.GrantDead dead -> "dead " + dead.reason();
            case Verdict.ClientRefused _ -> "client";
            case Verdict.TryLater _ -> "later";
            case Verdict.Limited _ -> "limited";
            case Verdict.Ambiguous _ -> "ambiguous";
        };
    }
}
