// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.providers.Catalogue;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LintTest {
    private static final Lint LINT = new Lint(Catalogue.load());
    private static final String GOOD =
            """
            id: acme
            name: Acme
            category: tasks
            auth_types: [oauth2]
            placeholders:
              team: {kind: label, label: Team}
            authorization:
              endpoint: https://{team}.acme.example/authorize
              pkce: supported
            token:
              endpoint: https://{team}.acme.example/token
              client_authentication: basic
            rotation:
              class: U
            errors:
              dead_grant: [expired_token]
            default_scopes: [read]
            scopes:
              - {name: read, description: Read your tasks}
            guide:
              setup:
                - Enter the redirect URI.
              docs: https://acme.example/docs
              unconfirmed: []
            """;

    @Test
    void anIdOfApplicationsOwnProvidersIsNoFiles() {
        assertThat(LINT.check("custom-acme.yaml", GOOD.replace("id: acme", "id: custom-acme")))
                .extracting(Finding::message)
                .containsExactly("custom- is for applications' own providers.");
    }

    /** One whose key is entered. */
    private static final String KEYED =
            """
            id: acme
            name: Acme
            category: tasks
            auth_types: [api_key]
            credentials:
              fields:
                - {name: api_key, label: API key}
              headers:
                X-Key: "{api_key}"
            guide:
              setup:
                - Make a key.
              docs: https://acme.example/docs
              unconfirmed: []
            """;

    private static final String SIGNED =
            """
            id: acme
            name: Acme
            category: tasks
            auth_types: [oauth1]
            oauth1:
              request_token: https://acme.example/request
              authorization: https://acme.example/authorize
              access_token: https://acme.example/access
              signature_methods: [HMAC-SHA1]
              header: 'OAuth oauth_token="{token}"'
            revocation:
              endpoint: https://acme.example/tokens/{token}
              kind: token
              token: access
              authentication: signature
            refresh:
              supported: false
            guide:
              setup:
                - Enter the redirect URI.
              docs: https://acme.example/docs
              unconfirmed: []
            """;

    private static List<String> findings(String yaml) {
        return LINT.check("acme.yaml", yaml).stream().map(Finding::toString).toList();
    }

    @Test
    void aGoodFileHasNoFindings() {
        assertThat(findings(GOOD)).isEmpty();
        assertThat(findings(KEYED)).isEmpty();
        assertThat(findings(SIGNED)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[HMAC-SHA1]|[PLAINTEXT]|/oauth1/signature_methods/0: does not have a value in the enumeration",
                "authentication: signature|authentication: bearer|/revocation/authentication: A signature is for oauth1",
                "authentication: signature|authentication: none|/revocation/endpoint: {token} is not among the placeholders",
                "oauth_token=\"{token}\"|oauth_token=\"\"|/oauth1/header: does not match",
            })
    @DisplayName("RFC 5849 §3.4: a mistake in what signs is said, and PLAINTEXT is one")
    void aMistakeInWhatSignsIsSaid(String right, String wrong, String said) {
        String yaml = SIGNED.replace(right, wrong);
        assertThat(yaml).isNotEqualTo(SIGNED);
        assertThat(findings(yaml)).anySatisfy(finding -> assertThat(finding).contains(said));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[api_key]|[none]|/credentials: They go with the auth_types",
                "[api_key]|[api_key, custom]|/auth_types: Of api_key, custom there is one",
                "[api_key]|[basic]|/credentials/basic: It goes with the auth_type basic",
                "[api_key]|[bearer]|/credentials/headers: The auth_type bearer is",
                "{api_key}|{other}|/credentials: {other} is not a field",
                "{api_key}|x|/credentials/fields: api_key goes nowhere",
                "headers:|body:|/credentials/body: It goes with the auth_type custom",
                "label: API key|label: API key, pattern: '['|The pattern of api_key is no regular expression",
            })
    void aMistakeInWhatIsEnteredIsSaid(String right, String wrong, String said) {
        assertThat(findings(KEYED.replace(right, wrong)))
                .anySatisfy(finding -> assertThat(finding).contains(said));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "id: acme|id: acme_2|1: /id: does not match",
                "id: acme|id: gmail|1: /id: The file of gmail is its id",
                "name: Acme|name: gmail|2: /name: gmail has the same name",
                "category: tasks|category: nonsense|3: /category: does not have a value in the enumeration",
                "category: tasks|category: tasks\\nother_categories: [tasks]|4: /other_categories: tasks is its category",
                "category: tasks|category: tasks\\nvariant_of: nobody|4: /variant_of: There is no such provider",
                "category: tasks|category: tasks\\nextends: nobody|1: there is no family nobody",
                "category: tasks|category: tasks\\ncategory: tasks|4: Duplicate field 'category'",
                "name: Acme|name: [|4: while parsing a flow sequence, expected ',' or ']'",
                "[oauth2]|[oauth2, oauth1]|/oauth1: It goes with the auth_type oauth1",
                "[oauth2]|[oauth2, api_key]|/credentials: They go with the auth_types",
                "[oauth2]|[oauth2]\\ndiscovery: true|/authorization: OAuth 2.0 needs both endpoints, or discovery",
                "[oauth2]|[oauth2]\\niss_parameter: true|/iss_parameter: It needs an issuer",
                "[oauth2]|[oauth2]\\nunknown: 1|: property 'unknown' is not defined",
                "kind: label|kind: segment|8: /authorization/endpoint: {team} is a segment of a path",
                "kind: label|kind: later|8: /authorization/endpoint: {team} is only known after consent",
                "label: Team}|label: Team, default: a.b}|6: /placeholders/team/default: It is one part of a host name",
                "label: Team}|label: Team, within: [acme.example]}|6: /placeholders/team/within: It is for hosts",
                "{kind: label, label: Team}|{kind: host, label: Team, values: [a.example, b]}|/placeholders/team/values: b is not",
                "placeholders:|placeholders:\\n  more: {kind: label, label: More}|6: /placeholders/more: No address has it",
                "{team}.acme.example/token|{other}.acme.example/token|11: /token/endpoint: {other} is not among",
                "{team}.acme.example/token|acme-{team}/token|11: /token/endpoint: Its host does not end with a domain",
                "{team}.acme.example/token|{team}/token|11: /token/endpoint: Its host does not end with a domain",
                "https://{team}.acme.example/token|http://acme.example/token|11: /token/endpoint: does not match",
                "https://{team}.acme.example/token|https://acme.example:8443/token|11: /token/endpoint: does not match",
                "https://{team}.acme.example/token|https://u@acme.example/token|11: /token/endpoint: does not match",
                "class: U|class: U, replay_window_seconds: 30|14: ",
                "class: U|class: U\\n  replay_window_seconds: 30|15: /rotation/replay_window_seconds: Only class G",
                "[expired_token]|[expired_token]\\n  retry: [expired_token]|expired_token is said twice",
                "[expired_token]|[{error: a_b, reason: bored}]|bored is not one of",
                "default_scopes: [read]|default_scopes: [write]|17: /default_scopes: write is asked for and not explained",
                "Read your tasks}|read your tasks}|/scopes: \"read your tasks\" begins with a capital letter",
                "Enter the redirect URI.|Enter it.|/guide/setup: No step says where the redirect URI",
                "Enter the redirect URI.|Enter the redirect URI|/guide/setup/0: It is a sentence",
                "docs: https://acme.example/docs|links: {api: https://acme.example/docs}|/guide/docs: It is missing",
                "unconfirmed: []|unconfirmed: [All of it.]|/guide/unconfirmed: \"All of it.\" is part of a sentence",
            })
    void aMistakeIsSaidWithItsLine(String right, String wrong, String said) {
        String yaml = GOOD.replace(right.replace("\\n", "\n"), wrong.replace("\\n", "\n"));
        assertThat(yaml).isNotEqualTo(GOOD);
        assertThat(findings(yaml)).anySatisfy(finding -> assertThat(finding).contains(said));
    }

    @Test
    void theCommandPrintsFileAndLineAndHasAnExitCode(@TempDir Path folder) throws Exception {
        Path good = Files.writeString(folder.resolve("acme.yaml"), GOOD);
        Path bad = Files.writeString(folder.resolve("other.yaml"), GOOD);
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);

        assertThat(Main.run(List.of(good.toString()), out)).isZero();
        assertThat(Main.run(List.of(good.toString(), bad.toString()), out)).isEqualTo(1);
        assertThat(Main.run(List.of(folder.resolve("none.yaml").toString()), out))
                .isEqualTo(2);
        assertThat(Main.run(List.of(), out)).isEqualTo(2);
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains(
                        good + " is as it should be. Name acme in catalogue.txt.",
                        bad + ":1: /id: The file of acme",
                        bad + ": 1 to correct.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "company: {label: Company}|It is in one place",
                "company: {label: Company, callback: c, answer: /c}|It is in one place",
                "company: {label: Company, identity: /c}|There is no identity call to tell it",
                "company: {label: Company, answer: /c, pattern: '('}|It is no regular expression",
                "company: {label: Company, answer: /c, pattern: a, within: [acme.example]}|It is a host within domains, or a word",
                "team: {label: Team, answer: /t}|A connection says it; nobody needs to tell it",
                "api_base_url: {label: Address, answer: /u}|That name is for the address of the API",
                "host: {label: Host, answer: /h}|It is for what is all of the API's host",
                "host: {label: Host, answer: /h, within: [acme.example]}\\n  path: {label: Path, callback: p}"
                        + "|What is told and stands in it comes from one place",
                "host: {label: Host, answer: /h, within: [acme.example]}\\n  path: {label: Path, answer: /p, pattern: '.*'}"
                        + "|In an address it is a host or a segment",
                "company: {label: Company, answer: /c}|"
            })
    void aFactIsToldInOnePlaceAndLeadsNowhereElse(String facts, String message) {
        String later = "  host: {kind: later, label: Host}\n  path: {kind: later, label: Path}\nauthorization:";
        String file = GOOD.replace("authorization:", later)
                .replace(
                        "default_scopes:",
                        "facts:\n  " + facts.replace("\\n", "\n")
                                + "\napi:\n  base_url: https://{host}/v1/{path}\ndefault_scopes:");

        assertThat(LINT.check("acme.yaml", file).toString()).contains(message == null ? "[]" : message);
    }
}
