// SPDX-License-Identifier: Apache-2.0
package io.agentauth.fuzz;

import io.agentauth.oauth.Callback;
import io.agentauth.vault.Reveal;
import java.util.List;

/** The query that a browser comes back with. */
final class CallbackQuery implements Target {
    @Override
    public List<String> seeds() {
        return List.of(
                "code=abc&state=xyz",
                "code=4%2F0AX&state=s-1_2&scope=a+b&iss=https%3A%2F%2Fissuer.example",
                "error=access_denied&error_description=no%20thanks&state=xyz",
                "code=a&code=b&state=c",
                "code[]=a&state=c",
                "state=only");
    }

    @Override
    public void read(byte[] input) {
        String query = Target.text(input);
        switch (Callback.parse(query)) {
            case Callback.Code code -> {
                Target.require(!code.state().isEmpty() && !code.code().isEmpty(), "a code without a code or a state");
                Target.require(
                        count(query, "code=") == 0
                                || !code.code().reveal(Reveal.TO_VERIFY).isEmpty(),
                        "an empty code");
                Target.require(!code.more().containsKey("error"), "a code and an error");
                Target.require(once(query, "code") && once(query, "state"), "a parameter that came twice was taken");
            }
            case Callback.Refused refused -> {
                Target.require(!refused.state().isEmpty(), "a refusal without a state");
                Target.require(refused.error().length() <= 64, "an error code without end");
                Target.require(
                        refused.error().chars().allMatch(c -> c >= 0x20 && c < 0x7f),
                        "an error code that forges a log line");
            }
            case Callback.Malformed malformed ->
                Target.require(malformed.why().length() < 60, "what is malformed is quoted");
        }
    }

    private static boolean once(String query, String name) {
        return count("&" + query, "&" + name + "=") <= 1;
    }

    private static int count(String text, String part) {
        return (text.length() - text.replace(part, "").length()) / part.length();
    }
}
