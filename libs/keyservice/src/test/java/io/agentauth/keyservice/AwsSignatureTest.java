// SPDX-License-Identifier: Apache-2.0
package io.agentauth.keyservice;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.vault.Sensitive;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The example credentials, times and signatures that AWS publishes: its Signature Version 4 test suite, and its documentation's example. */
class AwsSignatureTest {
    private static final AwsCredentials EXAMPLE = new AwsCredentials(
            "AKIDEXAMPLE", Sensitive.of("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"), Optional.empty());
    private static final Instant THEN = Instant.parse("2015-08-30T12:36:00Z");
    private static final String HOST = "https://example.amazonaws.com";

    @Nested
    @DisplayName("AWS's published vectors: ")
    class Published {
        @Test
        void getVanilla() {
            assertThat(authorization("service", request("GET", HOST + "/", Map.of(), "")))
                    .isEqualTo(expected(
                            "host;x-amz-date", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"));
        }

        @Test
        void postVanilla() {
            assertThat(authorization("service", request("POST", HOST, Map.of(), "")))
                    .isEqualTo(expected(
                            "host;x-amz-date", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"));
        }

        @Test
        void getVanillaQueryOrder() {
            assertThat(authorization("service", request("GET", HOST + "/?Param2=value2&Param1=value1", Map.of(), "")))
                    .isEqualTo(expected(
                            "host;x-amz-date", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"));
        }

        @Test
        void getHeaderValueTrim() {
            Map<String, String> headers = Map.of("My-Header1", " value1", "My-Header2", " \"a   b   c\"");
            assertThat(authorization("service", request("GET", HOST + "/", headers, "")))
                    .isEqualTo(expected(
                            "host;my-header1;my-header2;x-amz-date",
                            "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736"));
        }

        @Test
        void postXWwwFormUrlencoded() {
            Map<String, String> form = Map.of("Content-Type", "application/x-www-form-urlencoded");
            assertThat(authorization("service", request("POST", HOST + "/", form, "Param1=value1")))
                    .isEqualTo(expected(
                            "content-type;host;x-amz-date",
                            "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"));
        }

        @Test
        void listUsersOfTheDocumentation() {
            Map<String, String> form = Map.of("Content-Type", "application/x-www-form-urlencoded; charset=utf-8");
            String url = "https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08";
            assertThat(authorization("iam", request("GET", url, form, "")))
                    .endsWith("Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7");
        }
    }

    @Test
    void aSessionTokenIsSentAndSigned() {
        AwsCredentials temporary = new AwsCredentials(
                EXAMPLE.accessKeyId(), EXAMPLE.secretAccessKey(), Optional.of(Sensitive.of("session")));

        Map<String, String> headers = new AwsSignature("us-east-1", "service")
                .sign(request("GET", HOST + "/", Map.of(), ""), temporary, THEN);

        assertThat(headers).containsEntry("x-amz-security-token", "session");
        assertThat(headers.get("authorization")).contains("SignedHeaders=host;x-amz-date;x-amz-security-token,");
    }

    private static AwsSignature.Request request(String method, String url, Map<String, String> headers, String body) {
        return new AwsSignature.Request(method, URI.create(url), headers, body.getBytes(StandardCharsets.UTF_8));
    }

    private static String authorization(String service, AwsSignature.Request request) {
        return new AwsSignature("us-east-1", service)
                .sign(request, EXAMPLE, THEN)
                .get("authorization");
    }

    private static String expected(String names, String signature) {
        return "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=" + names
                + ", Signature=" + signature;
    }
}
