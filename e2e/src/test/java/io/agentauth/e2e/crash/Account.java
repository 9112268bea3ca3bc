// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentauth.e2e.support.Application;
import io.agentauth.localstack.api.Api.Answer;
import java.util.List;

/**
 * An account whose renewal is interrupted once.
 *
 * @param first the access token that it had before
 */
record Account(Rotation rotation, Point point, Application application, String id, String first) {
    static Account connected(Rotation rotation, Point point, Application application) {
        String id = application.connected(person(rotation, point));
        return new Account(rotation, point, application, id, application.token(id));
    }

    private static String person(Rotation rotation, Point point) {
        return "person-" + rotation + "-" + point;
    }

    /** What the provider saw of it when the process had died; returns how many presentations. */
    int assertInterrupted() {
        List<String> outcomes = outcomes();
        switch (point.seen()) {
            case NOTHING -> assertThat(outcomes).as(toString()).isEmpty();
            case PERHAPS -> assertThat(outcomes).as(toString()).hasSizeLessThanOrEqualTo(1);
            case A_RENEWAL ->
                assertThat(outcomes).as(toString()).singleElement().asString().startsWith("renewed");
        }
        return outcomes.size();
    }

    /** It is expired, or the token that can be had is another than before, and the provider takes it. */
    void assertHealed() {
        String status = application.status(id);
        if (!status.equals("expired")) {
            assertThat(status).as(toString()).isEqualTo("active");
            Answer answer = application.tokenAnswer(id);
            assertThat(answer.status()).as(toString()).isEqualTo(200);
            String token = answer.text("access_token");
            assertThat(token).as(toString()).isNotEqualTo(first);
            assertThat(application.truth().isValid(token)).as(toString()).isTrue();
        }
    }

    /** Expired if and only if the provider refused a token that it had replaced; what was committed is not made again, what was not, once. */
    void assertJust() {
        List<String> outcomes = outcomes();
        boolean refused = outcomes.stream().anyMatch(outcome -> outcome.contains("spent"));
        boolean expired = application.status(id).equals("expired");
        assertThat(expired)
                .as("%s: expired, as the provider refused its spent token: %s", this, outcomes)
                .isEqualTo(refused);
        assertThat(expired && !(rotation.mayLose() && point.mayLose()))
                .as("%s: expired", this)
                .isFalse();
        assertThat(outcomes)
                .as("presentations of %s", this)
                .hasSizeLessThanOrEqualTo(point.seen() == Point.Seen.NOTHING || point.isCommitted() ? 1 : 2);
    }

    /** Nobody has shown its token since the process died. */
    void assertNotShownAgain(int before) {
        assertThat(outcomes())
                .as("presentations of %s before its hold has passed", this)
                .hasSize(before);
    }

    /** Whether nobody may show its token for now, since nobody knows whether that was done. */
    boolean isHeld() {
        return rotation != Rotation.N && point.leavesAnAttempt();
    }

    /** What came of each showing of its refresh tokens. */
    private List<String> outcomes() {
        return presentations().stream().map(one -> one.path("outcome").asText()).toList();
    }

    private List<JsonNode> presentations() {
        JsonNode family = application.truth().families(person(rotation, point)).getLast();
        return application.truth().presentations(family).stream()
                .filter(one -> one.path("kind").asText().equals("refresh"))
                .toList();
    }

    @Override
    public String toString() {
        return "class " + rotation + " at " + point;
    }
}
