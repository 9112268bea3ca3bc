// SPDX-License-Identifier: Apache-2.0
package io.agentauth.testkit.requirements;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.testkit.ProjectRoot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Reads what the product's sources name, not what libraries do below. */
class CryptoInventoryTest {
    /** What runs in an installation: neither the emulated provider nor what tests and benchmarks are made of. */
    private static final List<String> PRODUCT = List.of(
            "account-service",
            "callback-gateway",
            "connection-service",
            "token-refresher",
            "libs/database",
            "libs/events",
            "libs/identity",
            "libs/keyservice",
            "libs/oauth",
            "libs/outbox",
            "libs/problems",
            "libs/providers",
            "libs/requests",
            "libs/upstream",
            "libs/vault");

    private static final Pattern BY_NAME = Pattern.compile(
            "\\b(MessageDigest|Cipher|Mac|Signature|KeyFactory|KeyPairGenerator|KeyGenerator|SecretKeyFactory|KeyAgreement"
                    + "|SecureRandom|SSLContext|CertificateFactory|KDF)\\s*\\.getInstance\\(([^)]*)\\)");
    private static final Pattern BY_CONSTANT = Pattern.compile(
            "\\b(JWSAlgorithm|JWEAlgorithm|EncryptionMethod|Curve|PredefinedAeadParameters|PredefinedMacParameters"
                    + "|PredefinedSignatureParameters|KemId|KdfId|AeadId|HashType)\\.([A-Z][A-Z0-9_]+)\\b");
    private static final Pattern BY_CLASS = Pattern.compile(
            "\\bnew\\s+(SecureRandom|Random|SplittableRandom|CRC32|CRC32C|Adler32)\\s*\\(|\\b(ThreadLocalRandom|Ed25519Parameters)\\.");
    private static final Pattern LISTED = Pattern.compile("^\\| `([^`]+)` \\|", Pattern.MULTILINE);

    @Test
    @DisplayName("F14: the algorithms that the code names are those of docs/security/crypto.md")
    void theInventoryIsWhatTheCodeUses() throws Exception {
        Set<String> used = new TreeSet<>();
        for (String module : PRODUCT) {
            try (Stream<Path> files =
                    Files.walk(ProjectRoot.find().resolve(module).resolve("src/main/java"))) {
                for (Path file :
                        files.filter(each -> each.toString().endsWith(".java")).toList()) {
                    used.addAll(named(Files.readString(file)));
                }
            }
        }
        String inventory = Files.readString(ProjectRoot.find().resolve("docs/security/crypto.md"));

        assertThat(used)
                .containsExactlyInAnyOrderElementsOf(LISTED.matcher(inventory)
                        .results()
                        .map(row -> row.group(1))
                        .toList());
    }

    @Test
    void whatIsNamedInAnyWayIsSeen() {
        assertThat(
                        named(
                                """
                        MessageDigest.getInstance("MD5"); Cipher.getInstance(NAME); JWSAlgorithm.HS256.getName();
                        new Random(); ThreadLocalRandom.current(); KemId.DHKEM_X25519_HKDF_SHA256; UUID.getInstance("x");
                        """))
                .containsExactlyInAnyOrder(
                        "MessageDigest MD5",
                        "Cipher NAME",
                        "JWSAlgorithm.HS256",
                        "Random",
                        "ThreadLocalRandom",
                        "KemId.DHKEM_X25519_HKDF_SHA256");
    }

    private static Set<String> named(String source) {
        Set<String> named = new TreeSet<>();
        BY_NAME.matcher(source)
                .results()
                .forEach(use -> named.add(use.group(1) + " " + use.group(2).replace("\"", "")));
        BY_CONSTANT.matcher(source).results().forEach(use -> named.add(use.group(1) + "." + use.group(2)));
        Matcher classes = BY_CLASS.matcher(source);
        while (classes.find()) {
            named.add(classes.group(1) == null ? classes.group(2) : classes.group(1));
        }
        return named;
    }
}
