// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

import java.util.List;

/**
 * Who may do what with an organisation's account.
 *
 * @param restricted whether there is a policy; without it nobody is asked for whom something is done
 * @param use who may have its tokens read, renewed and checked
 * @param manage who may have it paused, resumed, disconnected and deleted
 */
public record AccountPolicy(boolean restricted, List<String> use, List<String> manage) {}
