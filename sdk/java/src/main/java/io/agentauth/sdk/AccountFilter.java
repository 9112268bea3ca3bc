// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

/** Which accounts. */
public final class AccountFilter extends PageQuery<AccountFilter> {
    private AccountFilter() {}

    /** All. */
    public static AccountFilter all() {
        return new AccountFilter();
    }

    /** Of that connection. */
    public AccountFilter connectionId(String connectionId) {
        return set("connection_id", connectionId);
    }

    /** Of that user or organisation. */
    public AccountFilter identifier(String identifier) {
        return set("identifier", identifier);
    }

    /** user_id or org_id. */
    public AccountFilter identifierType(String identifierType) {
        return set("identifier_type", identifierType);
    }

    /** With that status. */
    public AccountFilter status(String status) {
        return set("status", status);
    }

    /** At that provider. */
    public AccountFilter provider(String provider) {
        return set("provider", provider);
    }
}
