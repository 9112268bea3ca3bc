// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.server;

import io.agentauth.emulator.grant.Asked;
import io.agentauth.emulator.profile.Profile;
import io.agentauth.emulator.wire.Reply;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The pages that a person sees: one to sign in and consent, one that says what is wrong. They need no JavaScript. */
final class ConsentPage {
    private static final String STYLE =
            """
            :root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:2rem auto;padding:0 1rem}
            fieldset{border:1px solid;border-radius:.5rem;margin:1rem 0;min-width:0}li,label{overflow-wrap:anywhere}
            input[type=text]{font:inherit;display:block;width:100%;box-sizing:border-box;padding:.5rem}
            button{font:inherit;padding:.5rem 1.5rem;margin-right:1rem;min-height:2.75rem}""";

    private ConsentPage() {}

    /** Asks for a user name and for consent; {@code wrong} is empty, or says what to do better. */
    static Reply ask(Profile profile, Asked asked, Form form) {
        String wrong = form.wrong().isEmpty() ? "" : "<p role=\"alert\">" + escape(form.wrong()) + "</p>";
        String main =
                """
                <h1>Sign in to %s</h1>
                <p>This is an emulated provider. <strong>%s</strong> asks for access to your account.</p>%s
                <form method="post" aria-label="Sign in and consent">
                <input type="hidden" name="interaction" value="%s">
                <label for="user">User name</label>
                <input type="text" id="user" name="user_name" value="%s" autocomplete="username" required maxlength="200">
                <fieldset><legend>It may</legend>%s</fieldset>
                <button type="submit" name="decision" value="allow">Allow</button>
                <button type="submit" name="decision" value="deny" formnovalidate>Deny</button>
                </form>"""
                        .formatted(
                                escape(profile.id()),
                                escape(asked.clientId()),
                                wrong,
                                escape(form.interaction()),
                                escape(form.userName()),
                                scopes(profile, asked));
        return page(200, "Sign in to " + profile.id(), main);
    }

    /** Asks for the code of a device, a user name and consent; {@code said} is empty, or what came of it (RFC 8628 §3.3). */
    static Reply device(Profile profile, String userCode, String said) {
        String status = said.isEmpty() ? "" : "<p role=\"status\">" + escape(said) + "</p>";
        String main =
                """
                <h1>Connect a device to %s</h1>
                <p>This is an emulated provider. Go on only if you began this yourself, and the device shows this code.</p>%s
                <form method="post" aria-label="Enter the code">
                <label for="code">Code</label>
                <input type="text" id="code" name="user_code" value="%s" autocomplete="off" required maxlength="20">
                <label for="user">User name</label>
                <input type="text" id="user" name="user_name" value="person@example.test" autocomplete="username" required maxlength="200">
                <button type="submit" name="decision" value="allow">Allow</button>
                <button type="submit" name="decision" value="deny" formnovalidate>Deny</button>
                </form>"""
                        .formatted(escape(profile.id()), status, escape(userCode));
        return page(200, "Connect a device to " + profile.id(), main);
    }

    /** What the form starts with. */
    record Form(String interaction, String userName, String wrong) {}

    /** Says what is wrong where no redirect may be made (RFC 6749 §4.1.2.1). */
    static Reply problem(int status, String text) {
        return page(status, "Cannot go on", "<h1>Cannot go on</h1><p role=\"alert\">" + escape(text) + "</p>");
    }

    private static String scopes(Profile profile, Asked asked) {
        List<String> all = Stream.concat(asked.scopes().stream(), asked.userScopes().stream())
                .distinct()
                .toList();
        if (all.isEmpty()) {
            return "<p>know who you are</p>";
        }
        if (!profile.isGranular()) {
            return all.stream()
                    .map(scope -> "<li>" + escape(scope) + "</li>")
                    .collect(Collectors.joining("", "<ul>", "</ul>"));
        }
        return all.stream()
                .map(scope -> "<p><label><input type=\"checkbox\" name=\"granted\" value=\"" + escape(scope)
                        + "\" checked> " + escape(scope) + "</label></p>")
                .collect(Collectors.joining());
    }

    private static Reply page(int status, String title, String main) {
        return Reply.html(
                        status,
                        """
                        <!doctype html>
                        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
                        <title>%s</title><style>%s</style></head>
                        <body><main>%s</main></body></html>
                        """
                                .formatted(escape(title), STYLE, main))
                .with(
                        "Content-Security-Policy",
                        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'")
                .with("Cache-Control", "no-store")
                .with("Referrer-Policy", "no-referrer");
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
