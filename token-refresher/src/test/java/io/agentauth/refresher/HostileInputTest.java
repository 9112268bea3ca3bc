// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.agentauth.events.EventCodec;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.MalformedId;
import io.agentauth.oauth.Callback;
import io.agentauth.oauth.Discovery;
import io.agentauth.oauth.ErrorRules;
import io.agentauth.oauth.HttpAnswer;
import io.agentauth.oauth.IdToken;
import io.agentauth.oauth.RetryAfter;
import io.agentauth.oauth.TokenShape;
import io.agentauth.oauth.Verdict;
import io.agentauth.vault.AeadVault;
import io.agentauth.vault.CannotOpen;
import io.agentauth.vault.KeyUnavailable;
import io.agentauth.vault.Keysets;
import io.agentauth.vault.Place;
import io.agentauth.vault.Sealed;
import io.agentauth.vault.Sensitive;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Every parser of bytes from outside, fed with pieces of what it expects and with anything: it answers, or fails in the way that it documents. */
class HostileInputTest {
    private static final int TRIES = 2_000;
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final AeadVault VAULT = AeadVault.of(Keysets.makeAead("fuzz"));
    private static final Place PLACE = new Place(new UUID(1, 1), new UUID(2, 2), "main", "refresh_token", 1, 1);
    private static final byte[] GOOD =
            VAULT.seal(Sensitive.of("a refresh token"), PLACE).bytes();
    private static final List<String> PIECES = List.of(
            "code=",
            "state=",
            "error=",
            "iss=",
            "&",
            "=",
            "%",
            "%00",
            "%zz",
            "[0]",
            "[]",
            "\0",
            "\r\n",
            "\u202e",
            "\ud800",
            "{",
            "}",
            "[",
            "]",
            ":",
            ",",
            "\"",
            "\\",
            "\\u0000",
            "null",
            "true",
            "1e999",
            "-1",
            "3600",
            "\"3600\"",
            "\"access_token\"",
            "\"refresh_token\"",
            "\"expires_in\"",
            "\"token_type\"",
            "\"error\"",
            "\"invalid_grant\"",
            "\"scope\"",
            "\"id_token\"",
            "\"issuer\"",
            "\"https://id.example.com\"",
            "\"token_endpoint\"",
            "\"authorization_endpoint\"",
            "eyJhbGciOiJub25lIn0",
            ".",
            "e30",
            "acc_",
            "01h455vb4pex5vsknk084sn02q",
            "Thu, 01 Jan 2026 00:00:10 GMT",
            "99999999999999999999",
            "1.5",
            "\"environment_id\"",
            "\"account_id\"");

    @Provide
    Arbitrary<String> hostile() {
        Arbitrary<String> pieces = Arbitraries.of(PIECES).list().ofMaxSize(24).map(list -> String.join("", list));
        Arbitrary<String> json = pieces.map(inside -> "{" + inside + "}");
        return Arbitraries.oneOf(pieces, json, Arbitraries.strings().ofMaxLength(200));
    }

    @Property(tries = TRIES)
    void aCallbackIsReadOrMalformed(@ForAll("hostile") String query) {
        assertThat(Callback.parse(query)).isNotNull();
    }

    @Property(tries = TRIES)
    void aTokenAnswerMeansSomething(
            @ForAll("hostile") String body, @ForAll @IntRange(min = 100, max = 599) int status) {
        Verdict verdict = Verdict.of(answer(status, body), TokenShape.STANDARD, ErrorRules.NONE);

        assertThat(verdict).isNotNull();
        if (status >= 500) {
            assertThat(verdict).isInstanceOfAny(Verdict.TryLater.class, Verdict.Ambiguous.class);
        }
    }

    @Property(tries = TRIES)
    void aPauseIsBounded(@ForAll("hostile") String value) {
        assertThat(RetryAfter.parse(value, NOW).orElse(Duration.ZERO)).isBetween(Duration.ZERO, RetryAfter.MAX);
    }

    @Property(tries = TRIES)
    void metadataIsReadOrInvalid(@ForAll("hostile") String body) {
        Throwable failure = catchThrowable(() -> Discovery.read(answer(200, body), "https://id.example.com"));

        if (failure != null) {
            assertThat(failure).isInstanceOf(Discovery.MetadataInvalid.class);
        }
    }

    @Property(tries = TRIES)
    void anIdTokenThatNobodySignedIsNeverTaken(@ForAll("hostile") String token, @ForAll("hostile") String keys) {
        assertThat(IdToken.check(
                        Sensitive.of(token), keys, IdToken.Expected.fresh("https://id.example.com", "c", null), NOW))
                .isInstanceOfAny(IdToken.Rejected.class, IdToken.UnknownKey.class);
    }

    @Property(tries = TRIES)
    void anEnvelopeOpensOnlyAsItWasSealed(@ForAll byte[] bytes, @ForAll @IntRange(min = 0, max = 63) int at) {
        byte[] mixed = GOOD.clone();
        System.arraycopy(
                bytes, 0, mixed, Math.min(at, mixed.length), Math.min(bytes.length, Math.max(0, mixed.length - at)));
        for (byte[] each : List.of(bytes, mixed)) {
            Throwable failure = catchThrowable(() -> VAULT.open(new Sealed(each), PLACE));
            if (!java.util.Arrays.equals(each, GOOD)) {
                // What says that it is under its environment's key is not opened without one.
                assertThat(failure).isInstanceOfAny(CannotOpen.class, KeyUnavailable.class);
            }
        }
    }

    @Property(tries = TRIES)
    void anEventIsReadOrNot(@ForAll("hostile") String data, @ForAll("hostile") String attribute) {
        Map<String, String> headers = new HashMap<>(Map.of(
                EventCodec.CE_ID, attribute,
                EventCodec.CE_TYPE, "agent-auth.account-paused.v1",
                EventCodec.CE_SOURCE, "/agent-auth/account-service",
                EventCodec.CE_SPECVERSION, "1.0",
                EventCodec.CE_TIME, attribute,
                EventCodec.CE_SUBJECT, attribute,
                EventCodec.CE_SEQUENCE, attribute));

        assertThat(EventCodec.decode(headers, data.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(EventCodec.Decoded.Undecodable.class);
    }

    @Property(tries = TRIES)
    void anIdIsReadAsItIsWrittenOrMalformed(@ForAll("hostile") String text) {
        try {
            assertThat(AccountId.parse(text)).hasToString(text);
        } catch (MalformedId _) {
            // Said in that way.
        }
    }

    private static HttpAnswer answer(int status, String body) {
        return HttpAnswer.json(status, body, NOW);
    }
}
