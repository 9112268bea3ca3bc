// SPDX-License-Identifier: Apache-2.0

package agentauth

import "context"

// Page is a part of a list; NextCursor is empty at the end.
type Page[T any] struct {
	Data       []T    `json:"data"`
	NextCursor string `json:"next_cursor"`
}

// PageQuery is which part of a list: Limit is 1 to 100.
type PageQuery struct {
	Limit  int    `json:"limit,omitempty"`
	Cursor string `json:"cursor,omitempty"`
}

// ProviderFilter is which providers: Q are words that are in their id, name or categories.
type ProviderFilter struct {
	PageQuery
	Q        string `json:"q,omitempty"`
	Category string `json:"category,omitempty"`
}

// AccountFilter is which accounts.
type AccountFilter struct {
	PageQuery
	ConnectionID   string `json:"connection_id,omitempty"`
	Identifier     string `json:"identifier,omitempty"`
	IdentifierType string `json:"identifier_type,omitempty"`
	Status         string `json:"status,omitempty"`
	Provider       string `json:"provider,omitempty"`
}

// APIKeyFilter is which keys; EnvironmentID with the installation key only.
type APIKeyFilter struct {
	PageQuery
	EnvironmentID string `json:"environment_id,omitempty"`
}

// AuditFilter is which entries of the audit trail; From and To are RFC 3339.
type AuditFilter struct {
	PageQuery
	AccountID string `json:"account_id,omitempty"`
	Actor     string `json:"actor,omitempty"`
	KeyID     string `json:"key_id,omitempty"`
	Type      string `json:"type,omitempty"`
	From      string `json:"from,omitempty"`
	To        string `json:"to,omitempty"`
}

// Iterator goes over all of a list, a page at a time:
//
//	for it.Next(ctx) {
//		use(it.Value())
//	}
//	return it.Err()
type Iterator[T any] struct {
	fetch  func(ctx context.Context, cursor string) (*Page[T], error)
	cursor string
	part   []T
	value  T
	last   bool
	err    error
}

// Next asks for the next page when it is needed; false at the end, and after an error.
func (it *Iterator[T]) Next(ctx context.Context) bool {
	for len(it.part) == 0 {
		if it.last || it.err != nil {
			return false
		}
		page, err := it.fetch(ctx, it.cursor)
		if err != nil {
			it.err = err
			return false
		}
		it.part = page.Data
		// A cursor that stands still is the end for now: lists of events always have one, to go on from later.
		it.last = page.NextCursor == "" || page.NextCursor == it.cursor
		it.cursor = page.NextCursor
	}
	it.value, it.part = it.part[0], it.part[1:]
	return true
}

// Value is what Next found.
func (it *Iterator[T]) Value() T { return it.value }

// Err is why Next ended early; nil at the end of the list.
func (it *Iterator[T]) Err() error { return it.err }
