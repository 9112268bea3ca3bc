// SPDX-License-Identifier: Apache-2.0

// Plays every scenario of ../conformance with this SDK: go run ./internal/driver CONTROL-URL [RUN-NAME]
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"sync"
	"time"

	agentauth "agentauth.io/sdk-go"
)

const (
	atOnce = 8
	apiKey = "aa_test_0000000000000000000000000000000000000000000scripted"
)

var kinds = map[error]string{
	agentauth.ErrAuthentication: "authentication", agentauth.ErrPermissionDenied: "permission_denied", agentauth.ErrNotFound: "not_found",
	agentauth.ErrConflict: "conflict", agentauth.ErrRateLimit: "rate_limit", agentauth.ErrValidation: "validation",
	agentauth.ErrReauthorizationRequired: "reauthorization_required", agentauth.ErrProvider: "provider", agentauth.ErrServer: "server",
	agentauth.ErrConnection: "connection", agentauth.ErrWaitTimeout: "wait_timeout", agentauth.ErrUsage: "usage",
	context.Canceled: "cancelled",
}

type options struct {
	MaxRetries    *int    `json:"max_retries"`
	TimeoutMillis int     `json:"timeout_ms"`
	APIKey        *string `json:"api_key"`
	BaseURL       *string `json:"base_url"`
	BaseURLSuffix string  `json:"base_url_suffix"`
	Now           string  `json:"now"`
}

type call struct {
	Do      string          `json:"do"`
	Args    json.RawMessage `json:"args"`
	Options struct {
		IdempotencyKey *string `json:"idempotency_key"`
		RequestID      *string `json:"request_id"`
		ActingUser     string  `json:"acting_user"`
		TimeoutMillis  int     `json:"timeout_ms"`
	} `json:"options"`
	CancelAfter *int `json:"cancel_after_requests"`
}

type scenario struct {
	Name   string  `json:"name"`
	Client options `json:"client"`
	Calls  []call  `json:"calls"`
}

type clock struct {
	now    time.Time
	delays []float64
}

func (c *clock) Now() time.Time { return c.now }

func (c *clock) Sleep(_ context.Context, pause time.Duration) error {
	c.delays = append(c.delays, pause.Seconds())
	c.now = c.now.Add(pause)
	return nil
}

func main() {
	run := "go"
	if len(os.Args) > 2 {
		run = os.Args[2]
	}
	var scenarios []scenario
	ask("scenarios", nil, &scenarios)
	var all sync.WaitGroup
	queue := make(chan scenario)
	for i := 0; i < atOnce; i++ {
		all.Add(1)
		go func() {
			defer all.Done()
			for each := range queue {
				play(run, each)
			}
		}()
	}
	for _, each := range scenarios {
		queue <- each
	}
	close(queue)
	all.Wait()
	fmt.Println(len(scenarios), "scenarios played")
}

func ask(path string, body, into any) {
	method, text := http.MethodGet, []byte(nil)
	if body != nil {
		method = http.MethodPost
		text, _ = json.Marshal(body)
	}
	request, err := http.NewRequest(method, os.Args[1]+"/control/"+path, bytes.NewReader(text))
	must(err)
	response, err := http.DefaultClient.Do(request)
	must(err)
	defer response.Body.Close()
	must(json.NewDecoder(response.Body).Decode(into))
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func play(run string, what scenario) {
	var begun struct {
		Session string `json:"session"`
		BaseURL string `json:"base_url"`
	}
	ask("begin", map[string]string{"run": run, "scenario": what.Name}, &begun)
	start := what.Client.Now
	if start == "" {
		start = "2026-01-31T12:00:00Z"
	}
	now, err := time.Parse(time.RFC3339, start)
	must(err)
	time := &clock{now: now, delays: []float64{}}
	outcomes := []map[string]any{}
	client, err := newClient(what.Client, begun.BaseURL, time)
	for _, each := range what.Calls {
		if err != nil {
			outcomes = append(outcomes, map[string]any{"error": told(err)})
			continue
		}
		outcomes = append(outcomes, outcome(client, each, begun.Session))
	}
	var verdict struct {
		Failures []string `json:"failures"`
	}
	ask("end/"+begun.Session, map[string]any{"outcomes": outcomes, "delays": time.delays}, &verdict)
	for _, failure := range verdict.Failures {
		fmt.Println(what.Name+":", failure)
	}
}

func newClient(given options, baseURL string, time *clock) (*agentauth.Client, error) {
	made := agentauth.Options{APIKey: apiKey, BaseURL: baseURL + given.BaseURLSuffix, Timeout: 20_000_000_000, Clock: time}
	if given.APIKey != nil {
		made.APIKey = *given.APIKey
	}
	if given.BaseURL != nil {
		made.BaseURL = *given.BaseURL
	}
	if given.TimeoutMillis > 0 {
		made.Timeout = millis(given.TimeoutMillis)
	}
	if given.MaxRetries != nil {
		made.MaxRetries = *given.MaxRetries
		if made.MaxRetries == 0 {
			made.MaxRetries = -1
		}
	}
	return agentauth.New(made)
}

func millis(count int) time.Duration { return time.Duration(count) * time.Millisecond }

func outcome(client *agentauth.Client, what call, session string) map[string]any {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	if what.CancelAfter != nil && *what.CancelAfter == 0 {
		cancel()
	} else if what.CancelAfter != nil {
		go func() {
			var arrived map[string]bool
			ask(fmt.Sprintf("arrived/%s/%d", session, *what.CancelAfter), nil, &arrived)
			cancel()
		}()
	}
	var chosen []agentauth.CallOption
	if what.Options.IdempotencyKey != nil {
		chosen = append(chosen, agentauth.WithIdempotencyKey(*what.Options.IdempotencyKey))
	}
	if what.Options.RequestID != nil {
		chosen = append(chosen, agentauth.WithRequestID(*what.Options.RequestID))
	}
	if what.Options.ActingUser != "" {
		chosen = append(chosen, agentauth.WithActingUser(what.Options.ActingUser))
	}
	if what.Options.TimeoutMillis > 0 {
		chosen = append(chosen, agentauth.WithTimeout(millis(what.Options.TimeoutMillis)))
	}
	value, err := operations[what.Do](ctx, client, what.Args, chosen)
	if err != nil {
		return map[string]any{"error": told(err)}
	}
	return map[string]any{"result": revealed(value), "shown": shown(value) + shown(client)}
}

// revealed is a result as it is on the wire, its secrets read by name.
func revealed(value any) any {
	switch typed := value.(type) {
	case *agentauth.AccessToken:
		return token(typed)
	case *agentauth.APIKey:
		if typed.Key != nil {
			return map[string]any{
				"id": typed.ID, "key": typed.Key.Reveal(), "prefix": typed.Prefix, "role": typed.Role, "scopes": typed.Scopes,
				"allowed_addresses": typed.AllowedAddresses, "expires_at": typed.ExpiresAt,
			}
		}
	}
	text, err := json.Marshal(value)
	must(err)
	var page map[string]json.RawMessage
	if json.Unmarshal(text, &page) == nil && string(page["next_cursor"]) == `""` {
		page["next_cursor"] = nil // Go's empty text is the wire's null
		return page
	}
	return value
}

func token(found *agentauth.AccessToken) map[string]any {
	wire := map[string]any{
		"token_type": found.TokenType, "expires_at": found.ExpiresAt, "scopes": found.Scopes, "auth_type": found.AuthType,
		"query": texts(found.Query), "body": texts(found.Body), "fields": texts(found.Fields), "access_token": found.AccessToken.Reveal(),
	}
	if found.AccessToken == "" {
		wire["access_token"] = nil // Go's empty text is the wire's null
	}
	if found.AuthType == "" {
		wire["auth_type"] = nil
	}
	headers := map[string]string{}
	for name := range found.RequestHeaders() {
		headers[name] = found.RequestHeaders().Get(name)
	}
	wire["request_headers"] = headers
	return wire
}

func texts(secrets map[string]agentauth.Secret) map[string]string {
	all := map[string]string{}
	for name, secret := range secrets {
		all[name] = secret.Reveal()
	}
	return all
}

func shown(value any) string {
	text, _ := json.Marshal(value)
	return fmt.Sprintf("%v\n%+v\n%#v\n%s\n%s\n", value, value, value, value, text)
}

func told(err error) map[string]any {
	facts := map[string]any{"kind": err.Error(), "shown": shown(err) + err.Error()}
	for kind, name := range kinds {
		if errors.Is(err, kind) {
			facts["kind"] = name
		}
	}
	var problem *agentauth.Error
	if !errors.As(err, &problem) {
		return facts
	}
	facts["errors"] = problem.Errors
	if problem.Errors == nil {
		facts["errors"] = []string{}
	}
	facts["provider_error"], facts["timed_out"], facts["detail"] = problem.ProviderError, problem.TimedOut, problem.Detail
	for name, text := range map[string]string{
		"code": problem.Code, "request_id": problem.RequestID, "auth_url": problem.AuthURL, "limited_until": problem.LimitedUntil,
	} {
		if text != "" {
			facts[name] = text
		}
	}
	if problem.Status != 0 {
		facts["status"] = problem.Status
	}
	if problem.RetryAfter != nil {
		facts["retry_after"] = problem.RetryAfter.Seconds()
	}
	if problem.Account != nil {
		facts["account_status"] = problem.Account.Status
	}
	return facts
}
