// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** All of a list, a page at a time: the next one is asked for when it is needed. */
public final class Listing<T> implements Iterable<T> {
    private final Map<String, Object> query;
    private final Function<Map<String, Object>, Page<T>> fetch;

    Listing(Map<String, ?> query, Function<Map<String, Object>, Page<T>> fetch) {
        this.query = new HashMap<>(query);
        this.fetch = fetch;
    }

    @Override
    public Iterator<T> iterator() {
        return new Walk();
    }

    public Stream<T> stream() {
        return StreamSupport.stream(spliterator(), false);
    }

    private final class Walk implements Iterator<T> {
        private final Map<String, Object> asked = new HashMap<>(query);
        private @Nullable Iterator<T> part;
        private boolean last;

        @Override
        public boolean hasNext() {
            while (part == null || !part.hasNext()) {
                if (last) {
                    return false;
                }
                Page<T> page = fetch.apply(asked);
                part = page.data().iterator();
                // A cursor that stands still is the end for now: lists of events always have one, to go on from later.
                last = page.nextCursor() == null || page.nextCursor().equals(asked.get("cursor"));
                if (page.nextCursor() != null) {
                    asked.put("cursor", page.nextCursor());
                }
            }
            return true;
        }

        @Override
        public T next() {
            if (!hasNext() || part == null) {
                throw new NoSuchElementException();
            }
            return part.next();
        }
    }
}
