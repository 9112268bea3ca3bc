// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.member;

import io.agentauth.problems.ProblemException;
import io.agentauth.requests.Input;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who may do what with an account of an organisation: the application's ids of its people, each once, in order; {@link #EVERYBODY} stands for every
 * member, who has to be named all the same. Who is on no list may not.
 *
 * @param use who may have its tokens read, renewed and checked
 * @param manage who may have it paused, resumed, disconnected and deleted
 */
public record Policy(List<String> use, List<String> manage) {
    public static final String EVERYBODY = "*";
    public static final int MEMBERS_MAX = 500;

    public Policy {
        use = List.copyOf(use);
        manage = List.copyOf(manage);
    }

    /** What a caller sent; a list that is missing has nobody. Fails with {@code invalid_field}. */
    public static Policy sent(@Nullable List<@Nullable String> use, @Nullable List<@Nullable String> manage) {
        return new Policy(members("use", use), members("manage", manage));
    }

    /** Reads {@link #stored()}. */
    public static Policy read(String stored) {
        JsonObject policy = new JsonObject(stored);
        return new Policy(texts(policy.getJsonArray("use")), texts(policy.getJsonArray("manage")));
    }

    /** As the database judges by it. */
    public String stored() {
        return new JsonObject()
                .put("use", new JsonArray(use))
                .put("manage", new JsonArray(manage))
                .encode();
    }

    private static List<String> texts(JsonArray members) {
        return members.stream().map(String.class::cast).toList();
    }

    private static List<String> members(String field, @Nullable List<@Nullable String> sent) {
        List<@Nullable String> members = Objects.requireNonNullElse(sent, List.of());
        if (members.size() > MEMBERS_MAX) {
            throw ProblemException.invalidField(field, "There are at most " + MEMBERS_MAX + ".");
        }
        return members.stream()
                .map(member -> Input.required(field, member, ActingUser.CHARS_MAX))
                .distinct()
                .sorted()
                .toList();
    }
}
