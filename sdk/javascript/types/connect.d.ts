// SPDX-License-Identifier: Apache-2.0

export interface ConnectOutcome {
  status: 'done' | 'denied' | 'failed' | 'closed' | 'blocked';
  /** The account's status, or how the authorization ended. */
  reason?: string;
  account_id?: string | null;
  /** What you gave as `state` when you made the link. */
  state?: string | null;
}

export interface ConnectOptions {
  /** The link from `accounts.getAuthUrl`. */
  url: string;
  /** Go to the link in this page where a popup is blocked; true unless said otherwise. */
  redirect?: boolean;
  width?: number;
  height?: number;
}

/** Opens a connect link in a popup; call it in a click. */
export function openConnect(options: ConnectOptions): Promise<ConnectOutcome>;

/** For the page of `redirect_url`: tells the opener and closes the popup. Null if the address has no outcome. */
export function finishConnect(): ConnectOutcome | null;
