// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

import java.util.List;

/** The receipt of an account that was disconnected or deleted. */
public record EndedAccount(String id, String status, List<Receipt> receipts) {
    public EndedAccount {
        receipts = receipts == null ? List.of() : receipts;
    }
}
