// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.connect;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.agentauth.account.connect.ConnectResource.Application;
import io.agentauth.account.connect.ConnectResource.ProviderName;
import io.agentauth.account.connect.EnterCredentials.Sent;
import io.agentauth.account.credential.Entered;
import io.agentauth.identity.AllowedServices;
import io.agentauth.identity.ServiceName;
import io.agentauth.ids.AuthorizationId;
import io.agentauth.ids.MalformedId;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.agentauth.providers.StaticCredentials;
import io.agentauth.providers.StaticCredentials.Flaw;
import io.agentauth.vault.Reveal;
import io.agentauth.vault.Sensitive;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The forms in which people enter credentials, for callback-gateway, which shows them and passes on what comes back. */
@Path("/internal/connect/form")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@AllowedServices(ServiceName.CALLBACK_GATEWAY)
public class FormResource {
    private static final int CHARS_MAX = 256;
    private static final int FIELDS_MAX = 20;

    private final ShowForm show;
    private final EnterCredentials enter;

    @Inject
    FormResource(ShowForm show, EnterCredentials enter) {
        this.show = show;
        this.enter = enter;
    }

    /** Which form, and the cookie of its browser. It holds what opens the form, so it does not print. */
    record Asked(@Nullable String authorizationId, @Nullable String cookie) {
        @Override
        public String toString() {
            return "Asked[redacted]";
        }
    }

    /** The same with what it was sent back with. It holds secrets, so it does not print. */
    record Submitted(
            @Nullable String authorizationId,
            @Nullable String cookie,
            @Nullable String state,
            @Nullable Map<String, @Nullable String> fields) {
        @Override
        public String toString() {
            return "Submitted[redacted]";
        }
    }

    /** What is asked for. */
    record Field(String name, String label, @Nullable String hint, @JsonProperty("public") boolean isPublic) {
        static Field of(StaticCredentials.Field field) {
            return new Field(field.name(), field.label(), field.hint(), field.isPublic());
        }
    }

    /**
     * What the person sees. It holds what the form is sent back with, so it does not print.
     *
     * @param state what the form is to be sent back with; null where there is none any more
     * @param flaws what is wrong with which field
     * @param verifyUrl where the application confirms who entered it
     */
    record View(
            Result result,
            @Nullable String state,
            @Nullable Application application,
            @Nullable ProviderName provider,
            @Nullable String identifier,
            @Nullable String identifierType,
            List<Field> fields,
            Map<String, String> flaws,
            @Nullable URI verifyUrl) {
        /** What came of it. */
        enum Result {
            /** The form is to be filled in. */
            @JsonProperty("open")
            OPEN,
            /** It is to be filled in again: a field cannot be right. */
            @JsonProperty("flawed")
            FLAWED,
            /** Again: the provider does not take what was entered. */
            @JsonProperty("refused")
            REFUSED,
            /** Again: the provider could not be asked. */
            @JsonProperty("unanswered")
            UNANSWERED,
            /** Again: the page was sent back before, or is an older one. */
            @JsonProperty("stale")
            STALE,
            /** It waits for the application's word. */
            @JsonProperty("entered")
            ENTERED,
            /** It is decided; the outcome says how. */
            @JsonProperty("over")
            OVER,
            /** The person took too long. */
            @JsonProperty("expired")
            EXPIRED
        }

        static View bare(Result result) {
            return new View(result, null, null, null, null, null, List.of(), Map.of(), null);
        }

        static View open(Form form, Parties.Both names, Sensitive state) {
            return new View(
                    Result.OPEN,
                    state.reveal(Reveal.TO_SEND_THROUGH_THE_BROWSER),
                    LookAtLink.application(names),
                    LookAtLink.provider(names),
                    form.person().identifier(),
                    form.person().identifierType(),
                    names.connection().credentials().fields().stream()
                            .map(Field::of)
                            .toList(),
                    Map.of(),
                    null);
        }

        View with(Result other, Map<String, Flaw> wrong) {
            Map<String, String> words = new HashMap<>();
            wrong.forEach((field, flaw) -> words.put(field, flaw.name().toLowerCase(Locale.ROOT)));
            return new View(other, state, application, provider, identifier, identifierType, fields, words, verifyUrl);
        }

        View to(@Nullable URI url) {
            return new View(result, state, application, provider, identifier, identifierType, fields, flaws, url);
        }

        @Override
        public String toString() {
            return "View[" + result + "]";
        }
    }

    /** Shows the form. Takes nothing, however often it is asked. */
    @POST
    @Path("/view")
    public Uni<View> view(Asked asked) {
        return show.view(id(asked.authorizationId()), opener("cookie", asked.cookie()));
    }

    /** Takes what was entered: once for each state. */
    @POST
    @Path("/enter")
    public Uni<View> enter(Submitted submitted) {
        Map<String, @Nullable String> fields = stripped(submitted.fields());
        if (fields.size() > FIELDS_MAX) {
            throw ProblemException.invalidField("fields", "There are at most " + FIELDS_MAX + ".");
        }
        return enter.enter(new Sent(
                id(submitted.authorizationId()),
                opener("cookie", submitted.cookie()),
                opener("state", submitted.state()),
                Entered.sent(fields)));
    }

    /** What is copied often brings blanks along. */
    private static Map<String, @Nullable String> stripped(@Nullable Map<String, @Nullable String> sent) {
        Map<String, @Nullable String> stripped = new HashMap<>();
        if (sent != null) {
            sent.forEach((name, text) -> stripped.put(name, text == null ? null : text.strip()));
        }
        return stripped;
    }

    private static AuthorizationId id(@Nullable String text) {
        try {
            return AuthorizationId.parse(text == null ? "" : text);
        } catch (MalformedId _) {
            throw new ProblemException(ProblemType.FLOW_UNKNOWN, "There is no such form.");
        }
    }

    private static Sensitive opener(String field, @Nullable String text) {
        if (text == null || text.isEmpty() || text.length() > CHARS_MAX) {
            throw ProblemException.invalidField(field, "It is missing or too long.");
        }
        return Sensitive.of(text);
    }
}
