// SPDX-License-Identifier: Apache-2.0
package io.agentauth.requests;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemJson;
import io.agentauth.problems.ProblemType;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.MessageDigest;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The table of keys: which are taken, by which request, with which beginning and which answer. Every method works in the caller's transaction. */
@ApplicationScoped
class AnswerStore {
    private static final String TAKE =
            """
            insert into idempotency (environment_id, key, request_hash) values ($1, $2, $3)
            on conflict do nothing returning key
            """;
    private static final String FIND =
            "select request_hash, beginning, answer from idempotency where environment_id = $1 and key = $2";
    private static final String KEEP_BEGINNING =
            "update idempotency set beginning = $3, subject = $4 where environment_id = $1 and key = $2";
    private static final String KEEP_ANSWER =
            """
            update idempotency set answer = $3, subject = $4
             where environment_id = $1 and key = $2 and request_hash = $5 and answer is null
            """;

    private final ObjectMapper json;

    @Inject
    AnswerStore(ObjectMapper json) {
        this.json = ProblemJson.acrossReleases(json);
    }

    /** What is known of a request that was here before. Both are JSON. */
    record Earlier(@Nullable String beginning, @Nullable String answer) {
        boolean isAnswered() {
            return answer != null;
        }
    }

    /** Takes the key; false if it is taken. Waits for whoever takes it at this moment. */
    Uni<Boolean> take(SqlConnection tx, Request request) {
        return tx.preparedQuery(TAKE)
                .execute(Tuple.of(request.environment().value(), request.requireKey(), Buffer.buffer(request.hash())))
                .map(taken -> taken.size() == 1);
    }

    /** Fails with {@code idempotency_conflict} if it was another request that took the key. */
    Uni<Optional<Earlier>> find(SqlConnection tx, Request request) {
        return tx.preparedQuery(FIND)
                .execute(Tuple.of(request.environment().value(), request.requireKey()))
                .map(rows -> rows.stream().map(row -> same(row, request)).findFirst());
    }

    /** The same of a key that was just found taken. */
    Uni<Earlier> require(SqlConnection tx, Request request) {
        return find(tx, request)
                .map(found -> found.orElseThrow(() -> new ProblemException(
                        ProblemType.CONFLICT, "The first request with this Idempotency-Key was undone. Try again.")));
    }

    Uni<Void> keepBeginning(SqlConnection tx, Request request, Object beginning, UUID subject) {
        return tx.preparedQuery(KEEP_BEGINNING)
                .execute(Tuple.of(request.environment().value(), request.requireKey(), write(beginning), subject))
                .replaceWithVoid();
    }

    /** Keeps the answer; false if there is one, or if the key was forgotten meanwhile. */
    Uni<Boolean> keep(SqlConnection tx, Request request, Object answer, UUID subject) {
        return tx.preparedQuery(KEEP_ANSWER)
                .execute(Tuple.of(
                        request.environment().value(),
                        request.requireKey(),
                        write(answer),
                        subject,
                        Buffer.buffer(request.hash())))
                .map(rows -> rows.rowCount() == 1);
    }

    <T> T read(@Nullable String text, Class<T> type) {
        try {
            return json.readValue(Objects.requireNonNull(text), type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a kept answer cannot be read", e);
        }
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer cannot be written", e);
        }
    }

    private static Earlier same(Row row, Request request) {
        if (!MessageDigest.isEqual(row.getBuffer("request_hash").getBytes(), request.hash())) {
            throw new ProblemException(
                    ProblemType.IDEMPOTENCY_CONFLICT, "Use a new Idempotency-Key for a new request.");
        }
        return new Earlier(row.getString("beginning"), row.getString("answer"));
    }
}
