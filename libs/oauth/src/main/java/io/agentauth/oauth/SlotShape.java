// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

/**
 * One of the tokens that an answer may hold.
 *
 * @param slot what it is called in an account, for example {@code bot}
 * @param pointers where it is
 * @param scopePrefix what tells its scopes from another slot's with the same name; empty where there is one slot
 */
public record SlotShape(String slot, TokenPointers pointers, String scopePrefix) {}
