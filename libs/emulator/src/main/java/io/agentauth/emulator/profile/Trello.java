// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.profile;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentauth.emulator.grant.AccessToken;
import io.agentauth.emulator.grant.Asked;
import io.agentauth.emulator.grant.Code;
import io.agentauth.emulator.grant.Issued;
import io.agentauth.emulator.grant.Kind;
import io.agentauth.emulator.grant.Person;
import io.agentauth.emulator.switches.Rotation;
import io.agentauth.emulator.switches.Switches;
import io.agentauth.emulator.truth.Presentation;
import io.agentauth.emulator.wire.Call;
import io.agentauth.emulator.wire.Hash;
import io.agentauth.emulator.wire.Json;
import io.agentauth.emulator.wire.Parameters;
import io.agentauth.emulator.wire.Reply;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Trello's classic tokens: OAuth 1.0a, a life that the request says, no refresh, refusals in plain text, and calls without a signature too. */
final class Trello extends Profile {
    private static final String REQUEST = "trello.com/1/OAuthGetRequestToken";
    private static final String TOKENS = "api.trello.com/1/tokens/";
    private static final Map<String, Long> LIVES =
            Map.of("1hour", 3600L, "1day", 86_400L, "30days", 2_592_000L, "never", 0L);

    private final SignedCalls signatures = new SignedCalls(Map.of("HMAC-SHA1", "HmacSHA1"));
    private final Map<String, Temporary> temporary = new HashMap<>();
    private final Map<String, String> secrets = new HashMap<>();

    /** A request token that nobody has traded yet, with what signs for it. */
    private record Temporary(String clientId, String signs, String callback) {}

    Trello() {
        super(new Facts(
                "trello",
                "https://trello.com",
                Map.of(
                        REQUEST,
                        Endpoint.MINT,
                        "trello.com/1/OAuthAuthorizeToken",
                        Endpoint.AUTHORIZE,
                        "trello.com/1/OAuthGetAccessToken",
                        Endpoint.MINT,
                        "api.trello.com/1/members/me",
                        Endpoint.IDENTITY),
                Set.of(),
                false,
                false,
                Switches.nature(Rotation.NONE, 0, 600)));
    }

    @Override
    public Optional<Endpoint> find(String path) {
        return path.startsWith(TOKENS) ? Optional.of(Endpoint.REVOKE) : super.find(path);
    }

    @Override
    public String client(Call call) {
        return SignedCalls.header(call)
                .getOrDefault("oauth_consumer_key", call.query().get("key"));
    }

    @Override
    public List<String> scopes(String parameter) {
        return separated(parameter, ",");
    }

    @Override
    public boolean knowsScope(String scope) {
        return Set.of("read", "write", "account").contains(scope);
    }

    @Override
    public boolean isGranular() {
        return false;
    }

    /** The request token says whose page it is, and where it leads back to. */
    @Override
    public Call asking(Call call) {
        Temporary known = temporary.get(call.parameters().get("oauth_token"));
        Map<String, String> meant = new LinkedHashMap<>();
        if (known != null) {
            meant.put("client_id", known.clientId());
            meant.put("redirect_uri", known.callback());
            meant.put("response_type", "code");
            List.of("oauth_token", "scope", "expiration", "name")
                    .forEach(name -> meant.put(name, call.parameters().get(name)));
        }
        String form = meant.entrySet().stream()
                .map(one -> one.getKey() + "=" + URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return new Call(call.method(), call.path(), call.headers(), call.query(), Parameters.form(form), call.body());
    }

    @Override
    public Map<String, String> back(Asked asked, Map<String, String> answer) {
        Map<String, String> back = new LinkedHashMap<>();
        back.put("oauth_token", asked.more().getOrDefault("oauth_token", ""));
        if (answer.containsKey("code")) {
            back.put("oauth_verifier", answer.get("code"));
        }
        return back;
    }

    @Override
    public Reply mint(Call call, Desk desk, Switches switches) {
        Optional<Clients.Client> client = desk.clients().find(id(), client(call));
        if (!call.method().equals("POST") || client.isEmpty()) {
            return refused("invalid key");
        }
        return call.path().equals(REQUEST) ? begun(call, desk, client.get()) : traded(call, desk, client.get());
    }

    /** RFC 5849 §2.1. */
    private Reply begun(Call call, Desk desk, Clients.Client client) {
        String callback = SignedCalls.header(call).getOrDefault("oauth_callback", "");
        Optional<String> wrong =
                signatures.wrong(call, client, "", desk.grants().now());
        if (wrong.isPresent() || callback.isEmpty() || !client.allows(callback)) {
            return refused(wrong.orElse("App not found"));
        }
        String token = Hash.random();
        String secret = Hash.random();
        temporary.put(token, new Temporary(client.clientId(), secret, callback));
        return pair(token, secret, "&oauth_callback_confirmed=true");
    }

    /** RFC 5849 §2.3: the verifier that came back with this request token, once. */
    private Reply traded(Call call, Desk desk, Clients.Client client) {
        Map<String, String> header = SignedCalls.header(call);
        String verifier = header.getOrDefault("oauth_verifier", "");
        Presentation shown =
                desk.truth().begin(new Presentation.Subject(id(), client.clientId(), "code", Hash.hex(verifier), ""));
        String token = header.getOrDefault("oauth_token", "");
        Temporary known = temporary.get(token);
        Optional<Code> code = desk.grants()
                .findCode(verifier)
                .filter(one -> !one.isUsed()
                        && !one.isExpired(desk.grants().now())
                        && token.equals(one.asked().more().get("oauth_token")));
        Optional<String> wrong = known == null || !known.clientId().equals(client.clientId())
                ? Optional.of("token not found")
                : signatures
                        .wrong(call, client, known.signs(), desk.grants().now())
                        .or(() -> code.isEmpty() ? Optional.of("invalid verifier") : Optional.empty());
        Reply reply = wrong.isPresent() || code.isEmpty() ? refused(wrong.orElse("")) : issued(code.get(), desk);
        desk.truth().outcome(shown, wrong.isPresent() ? "invalid_grant" : "exchanged", reply.status());
        desk.truth().end(shown);
        if (wrong.isEmpty()) {
            temporary.remove(token);
        }
        return reply;
    }

    private Reply issued(Code code, Desk desk) {
        long life = LIVES.getOrDefault(code.asked().more().getOrDefault("expiration", "30days"), 3600L);
        Issued issued = desk.grants()
                .exchange(
                        code,
                        new Kind("main", code.granted(), "ATTA", "", false),
                        Switches.nature(Rotation.NONE, life, 600));
        String secret = Hash.random();
        secrets.put(issued.access().value(), secret);
        return pair(issued.access().value(), secret, "");
    }

    /** In the header, or as {@code token} in the query. */
    @Override
    public Optional<String> apiToken(Call call) {
        return Optional.ofNullable(SignedCalls.header(call).get("oauth_token"))
                .or(() -> call.query().find("token"));
    }

    /** With the key beside it that it was given to; a signature need not be there, and holds if it is. */
    @Override
    public boolean accepts(Call call, AccessToken token, Desk desk) {
        Optional<Clients.Client> client = desk.clients()
                .find(id(), client(call))
                .filter(one -> one.clientId().equals(token.family().clientId()));
        boolean signed = SignedCalls.header(call).containsKey("oauth_signature");
        return client.isPresent()
                && (!signed
                        || signatures
                                .wrong(
                                        call,
                                        client.get(),
                                        secrets.getOrDefault(token.value(), ""),
                                        desk.grants().now())
                                .isEmpty());
    }

    @Override
    public Reply identity(Call call, AccessToken token) {
        Person person = token.family().person();
        ObjectNode member = Json.object()
                .put("id", "5f" + person.number())
                .put("username", person.login())
                .put("fullName", person.name());
        if (token.family().scopes().contains("account")) {
            member.put("email", person.email());
        }
        return Reply.json(200, member);
    }

    /** {@code DELETE /1/tokens/{token}}, by whoever may call with a token of the same person. */
    @Override
    public Reply revoke(Call call, Desk desk) {
        Optional<AccessToken> asking = apiToken(call)
                .flatMap(value -> desk.validAccess(this, value))
                .filter(token -> accepts(call, token, desk));
        if (!call.method().equals("DELETE") || asking.isEmpty()) {
            return unauthorized(call);
        }
        Optional<AccessToken> meant = desk.validAccess(this, call.path().substring(TOKENS.length()))
                .filter(token ->
                        token.family().person().equals(asking.get().family().person()));
        meant.ifPresent(token -> desk.revoke(token.family()));
        return meant.isPresent()
                ? Reply.json(200, Json.object().putNull("_value"))
                : Reply.text(404, "token not found");
    }

    @Override
    public Reply unauthorized(Call call) {
        return refused("invalid token");
    }

    @Override
    public Reply limited(Call call, Duration wait) {
        return Reply.json(
                429, Json.object().put("error", "API_TOKEN_LIMIT_EXCEEDED").put("message", "Rate limit exceeded"));
    }

    private static Reply refused(String why) {
        return Reply.text(401, why);
    }

    private static Reply pair(String token, String secret, String more) {
        return secret(Reply.text(200, "oauth_token=" + token + "&oauth_token_secret=" + secret + more));
    }
}
