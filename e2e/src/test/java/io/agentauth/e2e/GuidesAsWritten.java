// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.e2e.person.Browser;
import io.agentauth.e2e.support.Application;
import io.agentauth.e2e.support.Program;
import io.agentauth.e2e.support.Shown;
import io.agentauth.e2e.support.Tools;
import io.agentauth.localstack.LocalStack;
import io.agentauth.localstack.demo.Page;
import io.agentauth.testkit.ProjectRoot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The guides and the quickstart, as they are written: a page's blocks are one program. What a page leaves to the application is in
 * {@code guides/application.mjs}, and here what happened before and what is looked at afterwards.
 */
abstract class GuidesAsWritten {
    private static final Path SDK = ProjectRoot.find().resolve("sdk/javascript");

    private LocalStack stack;
    private Map<String, String> environment;

    @BeforeEach
    void anEnvironmentOfItsOwn() {
        stack = TwoOfEverythingIT.stack();
        environment = new HashMap<>(Map.of(
                "AGENT_AUTH_URL", stack.baseUrl().toString(),
                "AGENT_AUTH_API_KEY", stack.apiKey(),
                "EMULATOR", stack.emulatorUrl().toString(),
                "CLIENT", "guide-" + UUID.randomUUID()));
    }

    @Test
    void theQuickstart() {
        String document = "docs/quickstart.md";
        Path checkout = Tools.folder("quickstart").resolve("agent-auth");
        link(checkout.resolve("sdk"), SDK.getParent());
        Path application = checkout.resolveSibling("my-agent");
        List<String> programs = Shown.blocks(document, "javascript");
        Shown.keep(application, "connect.mjs", programs.get(0));
        Shown.keep(application, "act.mjs", programs.get(1));
        Program.require("npm");
        String install = Shown.blocks(document, "bash").getFirst();
        try (Program made = Program.start(checkout, environment, List.of("bash", "-euo", "pipefail", "-c", install))) {
            made.end();
        }
        try (Program connect = node(application, "connect.mjs")) {
            consent(new Browser(), URI.create(connect.heard("Open this as the user: (\\S+)")), "ada");
            assertThat(connect.end()).containsPattern("Connected: acc_\\w+ is \\S*ada\\S* there");
        }
        try (Program act = node(application, "act.mjs")) {
            assertThat(act.end()).containsPattern("emulator: a token of \\d+ characters, valid until 20");
        }
    }

    @Test
    void whatTheReadmeShowsOfTheSdks() {
        Path folder = Tools.folder("guides");
        link(folder.resolve("node_modules/@agentauth/sdk"), SDK);
        environment.put(
                "PYTHONPATH", SDK.resolveSibling("python").resolve("src").toString());
        for (String language : List.of("javascript", "python")) {
            boolean python = language.equals("python");
            String shown = Shown.blocks("README.md", language).getFirst();
            String file = python ? "readme.py" : "readme.mjs";
            String connection = Application.strict(stack).connectionId();
            String say = python ? "print(token.token_type)" : "console.log(token.token_type)";
            Shown.keep(folder, file, shown.replace("conn_…", connection) + say + "\n");
            List<String> command =
                    python ? List.of(Program.require("python3"), "-u", file) : List.of(Program.require("node"), file);
            try (Program program = Program.start(folder, environment, command)) {
                consent(new Browser(), URI.create(program.heard("(http\\S+/connect/\\S+)")), "ada");
                assertThat(program.end()).contains("Bearer");
            }
        }
    }

    @Test
    void connectAUser() {
        assertThat(run("connect", 1, "", "console.log('token of', access_token.length);"))
                .contains("/oauth/callback/")
                .containsPattern("token of [1-9]")
                .contains("default revoked");
    }

    @Test
    void severalProvidersForOneUser() {
        assertThat(run("several-providers", 3, "", ""))
                .contains("gmail active", "github active")
                .contains("Bearer Bearer");
    }

    @Test
    @DisplayName(
            "B9: an organisation's account is used by whom its policy names, and a refusal is in the trail with the person")
    void organisationAccounts() {
        assertThat(
                        run(
                                "organisations",
                                1,
                                "globalThis.connection_id = (await connected('of nobody', { person: false })).connection_id;",
                                """
                        const [read] = (await agentConnect.audit.list({ account_id: account.id, limit: 20 })).data
                          .filter((entry) => JSON.stringify(entry).includes('sync of the sprint board'));
                        console.log(JSON.stringify(read).includes(user.id) ? 'in the trail' : 'not in the trail', token.token_type);
                        const refused = await agentConnect.accounts.disconnect(account.id, { actingUser: 'eve' }).catch((error) => error);
                        const [kept] = (await agentConnect.audit.list({ type: 'agent-auth.use-refused.v1' })).data;
                        console.log(refused.code, kept.account_id === account.id, kept.data.acting_user, kept.data.action);
                        """))
                .contains("in the trail Bearer")
                .contains("not_allowed_by_policy true eve disconnect");
    }

    @Test
    void connectAgain() {
        assertThat(run(
                        "reauthentication",
                        2,
                        "globalThis.account = await connected(user.id); await withdrawn(account);",
                        "console.log((await agentConnect.accounts.get(account.id)).status);"))
                .contains("active");
    }

    @Test
    void managedApps() {
        environment.put("INSTALLATION_KEY", stack.installationKey());
        assertThat(
                        run(
                                "managed-apps",
                                0,
                                "",
                                """
                        const known = await agentConnect.providers.get('hubspot');
                        console.log(connection.mode, connection.credentials, known.managed, connection.redirect_uri === app.redirect_uri);
                        await agentConnect.connections.delete(connection.id);
                        await operator.managedApps.delete('hubspot');
                        """))
                .contains("add at the provider: http")
                .contains("managed null true true");
    }

    @Test
    void aProviderOfOnesOwn() {
        assertThat(
                        run(
                                "custom-providers",
                                1,
                                "globalThis.issuer = 'https://provider.emulator.test';",
                                """
                        const account = await agentConnect.accounts.create({ connection_id: connection.id, identifier: user.id, identifier_type: 'user_id' });
                        await sendToPerson(await agentConnect.accounts.getAuthUrl(account.id));
                        console.log((await agentConnect.accounts.waitUntilActive(account.id)).status);
                        """))
                .contains("authorization GET https://provider.emulator.test/authorize")
                .contains("revocation POST https://provider.emulator.test/revoke")
                .contains("active");
    }

    @Test
    void verification() {
        environment.put("AGENT_AUTH_API_KEY", Application.verifyingKey(stack, Browser.HOME + "/verify"));
        assertThat(run(
                        "verification",
                        1,
                        """
                        globalThis.account = await connected(user.id, { person: false });
                        const at = await sendToPerson(await agentConnect.accounts.getAuthUrl(account.id));
                        globalThis.verify_token = new URL(at).searchParams.get('verify_token');
                        globalThis.session = { userId: user.id };
                        globalThis.response = { redirect: (status, url) => console.log(status, url) };
                        """,
                        "console.log((await agentConnect.accounts.waitUntilActive(account.id)).status);"))
                .containsPattern("303 http\\S+")
                .contains("active");
    }

    @Test
    void events() {
        assertThat(run(
                        "events",
                        1,
                        """
                        globalThis.account = await connected(user.id);
                        await withdrawn(account);
                        let greeted = false, told = false;
                        Object.assign(globalThis, {
                          loadCursor: async () => undefined,
                          saveCursor: async (cursor) => { if (!cursor) throw new Error('no cursor'); },
                          greet: async (id) => { greeted ||= id === account.id; },
                          askToConnectAgain: async (url) => { told = url; },
                          running: () => !(greeted && told),
                        });
                        """,
                        "console.log(told);"))
                .containsPattern("\\S+ agent-auth.account-expired.v1")
                .containsPattern("http\\S+/connect/\\S+\\s*$");
    }

    @Test
    void errors() {
        assertThat(
                        run(
                                "errors",
                                1,
                                "",
                                """
                        const work = async (token) => `worked with ${typeof token}`;
                        console.log(await withToken(await connected('nobody yet', { person: false }), work));
                        const account = await connected(user.id);
                        console.log(await withToken(account, work));
                        const seen = [];
                        await call(account, async (token) => ({ status: seen.push(token) === 1 ? 401 : 200 }));
                        console.log('another token:', seen.length === 2 && seen[0] !== seen[1]);
                        await withdrawn(account);
                        console.log(await withToken(account, work));
                        await agentConnect.accounts.get('acc_01jxy2n8f4e7v9k3w5q6z8r0tb').catch(logged);
                        """))
                .contains("{ stopped: 'account_not_active' }")
                .contains("worked with string", "another token: true")
                .containsPattern("stopped: 'person',\\s+link: 'http")
                .containsPattern("NotFoundError not_found \\S+");
    }

    @Test
    void migration() {
        assertThat(
                        run(
                                "migration",
                                1,
                                """
                        const table = new Map([[user.id, 'from the old table']]);
                        Object.assign(globalThis, {
                          keyProvider: 'emulator-key',
                          keyFromYourTable: 'key-ofAda',
                          tokenFromYourTable: async (id) => table.get(id),
                          forgetInYourTable: async (id) => table.delete(id),
                        });
                        """,
                                """
                        const { id: left } = await agentConnect.accounts.create({ connection_id: connection.id, identifier: 'grace', identifier_type: 'user_id' });
                        console.log(table.size, left);
                        """))
                .contains("add at the provider: http", "from the old table\nperson 1")
                .contains("emulator-key active")
                .containsPattern("0 acc_");
    }

    /** The page's blocks, one after the other, with so many consents on the way; returns what was said. */
    private String run(String guide, int consents, String before, String after) {
        Path folder = Tools.folder("guides");
        link(folder.resolve("node_modules/@agentauth/sdk"), SDK);
        Shown.keep(folder, "application.mjs", Tools.resource("guides/application.mjs"));
        String shown = String.join("\n", Shown.blocks("docs/guides/" + guide + ".md", "javascript"));
        String file = guide + ".mjs";
        Shown.keep(
                folder,
                file,
                "import './application.mjs';\n" + before + "\n" + shown + "\n" + after + "\nprocess.exit();\n");
        try (Program program = node(folder, file)) {
            for (int i = 1; i <= consents; i++) {
                URI link = URI.create(program.heard("person " + i + ": (\\S+)"));
                program.tell(consent(new Browser(), link, "ada").toString());
            }
            return program.end();
        }
    }

    /** Where the person ends up who follows the link and agrees. */
    private static URI consent(Browser browser, URI link, String name) {
        Page last = browser.press(Application.consentPage(browser, link), "allow", Map.of("user_name", name));
        return last.at();
    }

    private Program node(Path folder, String file) {
        return Program.start(folder, environment, List.of(Program.require("node"), file));
    }

    private static void link(Path from, Path to) {
        try {
            Files.createDirectories(from.getParent());
            Files.deleteIfExists(from);
            Files.createSymbolicLink(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
