// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Connected accounts: of a user or an organisation, at a provider. */
public final class Accounts extends Resource {
    Accounts(Http http) {
        super(http);
    }

    private static final Duration WAIT = Duration.ofMinutes(10);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration POLL_MAX = Duration.ofSeconds(5);

    /** The account of that connection, identifier and alias; made if there is none. */
    public Account create(NewAccount account) {
        return post("/v1/accounts", account.values(), Account.class);
    }

    /** The same as {@link #create}. */
    public Account getOrCreateConnectedAccount(NewAccount account) {
        return create(account);
    }

    /** The account; its token is renewed first if it has expired. */
    public Account get(String id) {
        return get(path(id, ""), Map.of(), Account.class);
    }

    public Page<Account> list(AccountFilter query) {
        return page("/v1/accounts", query.values(), Account.class);
    }

    public Listing<Account> all() {
        return all(AccountFilter.all());
    }

    public Listing<Account> all(AccountFilter query) {
        return all("/v1/accounts", query.values(), Account.class);
    }

    /** Changes members of the metadata; a null removes one. */
    public Account update(String id, Map<String, ? extends @Nullable Object> metadata) {
        return patch(path(id, ""), Map.of("metadata", metadata), Account.class);
    }

    /** Revokes at the provider, too. */
    public EndedAccount delete(String id) {
        return delete(path(id, ""), Map.of(), EndedAccount.class);
    }

    /** The same, and forgets who the person was. */
    public EndedAccount erase(String id) {
        return delete(path(id, ""), Map.of("erase", true), EndedAccount.class);
    }

    /** The link for the person. */
    public String getAuthUrl(String id) {
        return createAuthUrl(id, AuthUrlWishes.none()).url();
    }

    /** The same as {@link #getAuthUrl}. */
    public String getAuthorizationLink(String id) {
        return getAuthUrl(id);
    }

    /** The link for the person, and until when it holds. */
    public AuthUrl createAuthUrl(String id, AuthUrlWishes wishes) {
        return post(path(id, "/auth-url"), wishes.values(), AuthUrl.class);
    }

    /** A code that the person enters in whatever browser they have, where the provider offers that. Another one ends it. */
    public DeviceCode createDeviceCode(String id) {
        return createDeviceCode(id, DeviceCodeWishes.none());
    }

    /** The same, as wished. */
    public DeviceCode createDeviceCode(String id, DeviceCodeWishes wishes) {
        return post(path(id, "/device-code"), wishes.values(), DeviceCode.class);
    }

    /** A token that is valid now; where a person entered a key or a password, that, in the shape that the provider wants. */
    public AccessToken getToken(String id) {
        return getToken(id, TokenWishes.any());
    }

    /** A token that is valid now, as wished. */
    public AccessToken getToken(String id, TokenWishes wishes) {
        return get(path(id, "/token"), wishes.values(), AccessToken.class);
    }

    /** Renews the token now. */
    public Account refresh(String id, RefreshWishes wishes) {
        return post(path(id, "/refresh"), wishes.values(), Account.class);
    }

    /** Brings what a person would enter, such as an API key: the fields of the provider, by name. They are tried there first. */
    public Account setCredentials(String id, Map<String, String> fields) {
        return put(path(id, "/credentials"), Map.of("fields", fields), Account.class);
    }

    /** Brings tokens of a consent that was given elsewhere, to the same client. They are proved at the provider. */
    public Account importTokens(String id, TokenImport tokens) {
        return put(path(id, "/credentials"), tokens.values(), Account.class);
    }

    /** Asks the provider whether it still holds the grant. */
    public Checked check(String id) {
        return post(path(id, "/check"), Map.of(), Checked.class);
    }

    public EndedAccount disconnect(String id) {
        return post(path(id, "/disconnect"), Map.of(), EndedAccount.class);
    }

    public Account pause(String id) {
        return post(path(id, "/pause"), Map.of(), Account.class);
    }

    public Account resume(String id) {
        return post(path(id, "/resume"), Map.of(), Account.class);
    }

    /** Which members of an organisation may use its account, and who may manage it. */
    public AccountPolicy getPolicy(String id) {
        return get(path(id, "/policy"), Map.of(), AccountPolicy.class);
    }

    /** Puts a policy in the place of what was there; it takes an {@code admin} key. {@code *} is every member who is named; who is on no list may not. */
    public AccountPolicy setPolicy(String id, List<String> use, List<String> manage) {
        return put(path(id, "/policy"), Map.of("use", use, "manage", manage), AccountPolicy.class);
    }

    /** Removes the policy: nobody is asked any more for whom something is done. */
    public AccountPolicy removePolicy(String id) {
        return delete(path(id, "/policy"), Map.of(), AccountPolicy.class);
    }

    /** The timeline of one account, the oldest first. */
    public Page<Event> events(String id, PageQuery.Plain query) {
        return page(path(id, "/events"), query.values(), Event.class);
    }

    /** All of the timeline, up to now. */
    public Listing<Event> allEvents(String id) {
        return allEvents(id, PageQuery.start());
    }

    /** All of the timeline behind a cursor, up to now. */
    public Listing<Event> allEvents(String id, PageQuery.Plain query) {
        return all(path(id, "/events"), query.values(), Event.class);
    }

    /** The same as {@link Authorizations#verify}. */
    public VerifiedAccount verifyConnectedAccountUser(String verifyToken, String identifier, String identifierType) {
        return new Authorizations(http()).verify(verifyToken, identifier, identifierType);
    }

    /** Asks until the account is active, ten minutes at most. */
    public Account waitUntilActive(String id) {
        return waitUntilActive(id, WAIT);
    }

    /**
     * Asks until the account is active.
     *
     * @throws WaitTimeoutException after {@code timeout}
     */
    public Account waitUntilActive(String id, Duration timeout) {
        Instant end = http().timing().now().plus(timeout);
        for (Duration pause = POLL;
                ;
                pause = min(POLL_MAX, pause.multipliedBy(3).dividedBy(2))) {
            Account account = get(id);
            if (account.isActive()) {
                return account;
            }
            Duration left = Duration.between(http().timing().now(), end);
            if (left.isNegative() || left.isZero()) {
                throw new WaitTimeoutException(
                        "The account is " + account.status() + ", not active, after " + timeout.toSeconds() + " s.",
                        account);
            }
            http().sleep(min(pause, left));
        }
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static String path(String id, String rest) {
        return "/v1/accounts/" + id(id) + rest;
    }
}
