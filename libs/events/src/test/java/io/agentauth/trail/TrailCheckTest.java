// SPDX-License-Identifier: Apache-2.0
package io.agentauth.trail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agentauth.trail.TrailCheck.Broken;
import io.agentauth.trail.TrailCheck.Expected;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("J2: an export of the trail is checked with nothing but the export")
class TrailCheckTest {
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
    private static final Duration YEAR = Duration.ofDays(365);
    private static final String ENVIRONMENT = "env_01h455vb4pex5vsknk084sn02q";

    private final List<String> export = new ArrayList<>();
    private KeyPair keys;
    private String last = TrailBlock.NOTHING;

    /** Three blocks: lines 0 to 3, 4 to 6 and 7 to 10. */
    @BeforeEach
    void anExport() throws Exception {
        keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        add(1, NOW.minus(Duration.ofDays(200)), List.of(event("a"), event("b")), List.of(read("c")));
        add(2, NOW.minus(Duration.ofDays(10)), List.of(event("d"), event("e")), List.of());
        add(3, NOW.minus(Duration.ofDays(9)), List.of(event("f")), List.of(read("g"), read("h")));
    }

    @Test
    void whatWasWrittenHolds() throws Exception {
        TrailCheck.Report report = check(export);

        assertThat(report.from()).isEqualTo(1);
        assertThat(report.to()).isEqualTo(3);
        assertThat(report.entries()).isEqualTo(8);
        assertThat(report.forgotten()).isZero();
        assertThat(report.keys()).containsExactly(publicKey());
        assertThat(report.lastHash()).isEqualTo(last);
        assertThat(check(export.subList(4, 11)).from()).isEqualTo(2);
    }

    @Test
    void everyLineThatIsGoneIsMissed() {
        for (int line = 0; line < export.size(); line++) {
            List<String> less = new ArrayList<>(export);
            less.remove(line);
            assertThatThrownBy(() -> check(less)).as("without line %d", line).isInstanceOf(Broken.class);
        }
    }

    @Test
    void everyLineThatIsEditedIsFound() {
        for (int line = 0; line < export.size(); line++) {
            for (int at = 0; at < export.get(line).length(); at += 3) {
                List<String> edited = new ArrayList<>(export);
                StringBuilder text = new StringBuilder(export.get(line));
                text.setCharAt(at, text.charAt(at) == '0' ? '1' : '0');
                edited.set(line, text.toString());
                assertThatThrownBy(() -> check(edited))
                        .as("line %d, character %d", line, at)
                        .isInstanceOf(Broken.class);
            }
        }
    }

    @Test
    void everyTwoLinesThatChangedPlacesAreFound() {
        for (int one = 0; one < export.size(); one++) {
            for (int other = one + 1; other < export.size(); other++) {
                List<String> moved = new ArrayList<>(export);
                Collections.swap(moved, one, other);
                assertThatThrownBy(() -> check(moved)).isInstanceOf(Broken.class);
            }
        }
    }

    @Test
    void aLineThatWasAddedIsFound() {
        for (int at = 1; at <= export.size(); at++) {
            List<String> more = new ArrayList<>(export);
            more.add(at, event("x"));
            assertThatThrownBy(() -> check(more)).isInstanceOf(Broken.class);
        }
    }

    @Test
    void whoSignsAnewIsFoundByTheKeyAndWhoCutsByWhatWasSeen() throws Exception {
        String seen = last;
        Expected known = expected(Set.of(publicKey()), seen, YEAR);
        List<String> cut = export.subList(0, 7);
        assertThat(TrailCheck.check(reader(export), known).to()).isEqualTo(3);
        assertThatThrownBy(() -> TrailCheck.check(reader(cut), known)).hasMessageContaining("was cut or replaced");

        export.clear();
        last = TrailBlock.NOTHING;
        anExport();
        assertThat(check(export).to()).isEqualTo(3);
        assertThatThrownBy(() -> TrailCheck.check(reader(export), known)).hasMessageContaining("not expected");
    }

    @Test
    void whatWasKeptForItsTimeMayBeGoneAndNothingElse() throws Exception {
        Expected halfYear = expected(Set.of(), "", Duration.ofDays(90));
        List<String> withoutOldRead = new ArrayList<>(export);
        withoutOldRead.remove(3);
        List<String> withoutOldEvent = new ArrayList<>(export);
        withoutOldEvent.remove(1);

        assertThat(TrailCheck.check(reader(withoutOldRead), halfYear).forgotten())
                .isEqualTo(1);
        assertThatThrownBy(() -> TrailCheck.check(reader(withoutOldEvent), halfYear))
                .hasMessageContaining("has 1 events of 2");
    }

    @Test
    void theCommandSaysWhatHoldsAndWhatNot(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("trail.jsonl");
        Files.write(file, export);

        assertThat(command(0, file.toString(), "--key", publicKey(), "--seen", last))
                .contains("blocks 1 to 3, 8 entries, 0 more", last);
        Files.write(file, export.subList(0, 10));
        assertThat(command(1, file.toString())).contains("block 3 of", "it has 1 reads of 2");
        assertThat(command(0, file.toString(), "--reads-kept", "1")).contains("6 entries, 2 more");
        assertThat(command(2)).contains("audit verify FILE");
        assertThat(command(2, "a", "b")).contains("audit verify FILE");
        assertThat(command(2, folder.resolve("none").toString())).contains("cannot be read");
    }

    private String command(int status, String... args) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        int ended = VerifyTrail.run(List.of(args), NOW, new PrintStream(said, true, StandardCharsets.UTF_8));
        assertThat(ended).as(said.toString(StandardCharsets.UTF_8)).isEqualTo(status);
        return said.toString(StandardCharsets.UTF_8);
    }

    private void add(long number, Instant closedAt, List<String> events, List<String> reads) throws Exception {
        TrailBlock block = new TrailBlock(
                ENVIRONMENT,
                number,
                closedAt,
                events.size(),
                TrailBlock.hashOf(events),
                reads.size(),
                TrailBlock.hashOf(reads),
                last);
        last = block.hash();
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(keys.getPrivate());
        signature.update(block.toSign());
        export.add(block.line(publicKey(), HexFormat.of().formatHex(signature.sign())));
        export.addAll(events);
        export.addAll(reads);
    }

    private String publicKey() {
        byte[] encoded = keys.getPublic().getEncoded();
        return HexFormat.of().formatHex(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
    }

    private static String event(String id) {
        return entry(TrailEntry.Kind.EVENT, id);
    }

    private static String read(String id) {
        return entry(TrailEntry.Kind.READ, id);
    }

    private static String entry(TrailEntry.Kind kind, String id) {
        return new TrailEntry(kind, "evt_" + id, NOW, "type", "/source", null, "system", null, "{\"a\":1}").line();
    }

    private static TrailCheck.Report check(List<String> lines) throws Exception {
        return TrailCheck.check(reader(lines), expected(Set.of(), "", YEAR));
    }

    private static Expected expected(Set<String> keys, String seen, Duration readsKept) {
        return new Expected(keys, seen, NOW, YEAR, readsKept);
    }

    private static BufferedReader reader(List<String> lines) {
        return new BufferedReader(new StringReader(String.join("\n", lines)));
    }
}
