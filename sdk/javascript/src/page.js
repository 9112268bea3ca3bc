// SPDX-License-Identifier: Apache-2.0

/** A part of a list. `for await` goes over all of it, from here to the end. */
export class Page {
  #next;

  constructor(wire, asked, fetchPage) {
    this.data = wire.data ?? [];
    this.next_cursor = wire.next_cursor ?? null;
    // A cursor that stands still is the end for now: lists of events always have one, to go on from later.
    const more = this.next_cursor !== null && this.next_cursor !== asked.cursor;
    this.#next = more ? () => fetchPage({ ...asked, cursor: this.next_cursor }) : null;
  }

  /** The page behind this one; null at the end. */
  async nextPage() {
    return this.#next === null ? null : this.#next();
  }

  async *[Symbol.asyncIterator]() {
    for (let page = this; page !== null; page = await page.nextPage()) yield* page.data;
  }
}

/** A list that was asked for: `await` gives its first page, `for await` all that is in it. Nothing is sent before one of the two. */
export class Listing {
  #fetch;
  #first;

  constructor(asked, send) {
    const fetchPage = async (wanted) => new Page(await send(wanted), wanted, fetchPage);
    this.#fetch = () => (this.#first ??= fetchPage(asked));
  }

  then(resolve, reject) {
    return this.#fetch().then(resolve, reject);
  }

  catch(reject) {
    return this.#fetch().catch(reject);
  }

  finally(after) {
    return this.#fetch().finally(after);
  }

  async *[Symbol.asyncIterator]() {
    yield* await this.#fetch();
  }
}
