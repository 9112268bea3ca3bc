// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher;

/**
 * The places of the protocol at which a crash matters, named as in docs/flows. In production {@link #reached} does nothing: it is where fault
 * tests attach (Byteman, a rule on this method), to stop or kill the process exactly there.
 */
public enum CrashPoint {
    /** Renewal: the announcement of a due token is taken, and nothing is claimed yet. What the sweeper finds by itself has no such point. */
    CP0,
    /** Renewal: the lease is committed. One statement commits lease and attempt, so this is the same moment as {@link #CP2}, by design. */
    CP1,
    /** Renewal: the attempt is committed, and with it the lease: see {@link #CP1}. */
    CP2,
    /** Renewal: the request leaves now; nothing of it has been written yet. */
    CP3,
    /** Renewal: the request is written. */
    CP4,
    /** Renewal: the answer's headers are read. */
    CP5,
    /** Renewal: the answer's body is read. */
    CP6,
    /** Renewal: the new tokens are sealed. */
    CP7,
    /** Renewal: the commit of grant, attempt and event leaves now. */
    CP8,
    /** Renewal: it is committed. */
    CP9,
    /**
     * Renewal: Kafka acknowledged the event. This point and the next two are passed in libs/outbox, which does not know renewals: fault tests attach to its
     * relay and its consumers.
     */
    CP10,
    /** Renewal: the event left the queue. */
    CP11,
    /** Renewal: the offset behind the announcement is committed, once what it asked for is under way. */
    CP12,
    /** Callback: state consumed and code attempt written, committed together. */
    CB1,
    /** Callback: the person is verified. */
    CB2,
    /** Callback: the code leaves now. */
    CB3,
    /** Callback: the answer is read. */
    CB4,
    /** Callback: grant, outcome and event are committed. */
    CB5,
    /** Callback: the answer to the gateway, which redirects the person, leaves now. */
    CB6;

    /**
     * The process is at this point.
     *
     * @param subject whom it concerns: an account for renewals, an authorization for callbacks. Of a set, each is named in turn
     */
    public void reached(Object subject) {
        // Nothing: see the class.
    }
}
