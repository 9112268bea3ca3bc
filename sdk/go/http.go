// SPDX-License-Identifier: Apache-2.0

package agentauth

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"math"
	mathrand "math/rand"
	"net/http"
	"net/url"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// Version of this SDK.
const Version = "0.1.0"

const (
	backoff          = 500 * time.Millisecond
	backoffMax       = 8 * time.Second
	retryAfterMax    = time.Minute
	redactedCharsMin = 6
)

var (
	userAgent     = "agent-auth-go/" + Version + " go/" + strings.TrimPrefix(runtime.Version(), "go")
	idPattern     = regexp.MustCompile(`^[A-Za-z0-9_-]{1,128}$`)
	headerPattern = regexp.MustCompile(`^[\x21-\x7e]{1,255}$`)
	secondsText   = regexp.MustCompile(`^[0-9]{1,9}$`)
)

// CallOption is for one call.
type CallOption func(*callOptions)

type callOptions struct {
	timeout        time.Duration
	extraTime      time.Duration
	idempotencyKey *string
	requestID      *string
	mediaType      string
	actingUser     string
}

// WithIdempotencyKey sends that key instead of a random one.
func WithIdempotencyKey(key string) CallOption {
	return func(o *callOptions) { o.idempotencyKey = &key }
}

// WithRequestID sends X-Request-Id.
func WithRequestID(id string) CallOption { return func(o *callOptions) { o.requestID = &id } }

// WithActingUser says for whom it is done: what an organisation account's policy is judged for.
func WithActingUser(id string) CallOption { return func(o *callOptions) { o.actingUser = id } }

// WithTimeout is the time limit of each attempt.
func WithTimeout(limit time.Duration) CallOption { return func(o *callOptions) { o.timeout = limit } }

func withExtraTime(extra time.Duration) CallOption {
	return func(o *callOptions) { o.extraTime = extra }
}

// withMediaType is for an answer that is no JSON.
func withMediaType(name string) CallOption {
	return func(o *callOptions) { o.mediaType = name }
}

type core struct {
	apiKey     string
	baseURL    string
	timeout    time.Duration
	maxRetries int
	http       *http.Client
	clock      Clock
}

type call struct {
	method string
	path   string
	query  any
	body   any
}

type request struct {
	method   string
	url      string
	header   http.Header
	body     []byte
	timeout  time.Duration
	isText   bool
	redacted func(string) string
}

func (c *core) send(ctx context.Context, what call, into any, options []CallOption) error {
	sent, err := c.request(what, options)
	if err != nil {
		return err
	}
	for attempt := 0; ; attempt++ {
		if ctx.Err() != nil {
			return cancelled(ctx)
		}
		body, problem, retry := c.attempt(ctx, sent)
		if problem == nil {
			if text, is := into.(*string); is && sent.isText {
				*text = string(body)
				return nil
			}
			return decode(body, into)
		}
		if ctx.Err() != nil {
			return cancelled(ctx)
		}
		if !retry || attempt >= c.maxRetries {
			return problem
		}
		if err := c.clock.Sleep(ctx, delay(attempt, problem.RetryAfter)); err != nil {
			return cancelled(ctx)
		}
	}
}

func cancelled(ctx context.Context) error { return fmt.Errorf("agentauth: %w", ctx.Err()) }

func decode(body []byte, into any) error {
	if err := json.Unmarshal(body, into); err != nil {
		return &Error{Kind: ErrServer, message: "the answer cannot be read"}
	}
	return nil
}

// attempt gives a body, or an error and whether to try again.
func (c *core) attempt(ctx context.Context, sent *request) ([]byte, *Error, bool) {
	limited, done := context.WithTimeout(ctx, sent.timeout)
	defer done()
	response, body, err := c.exchange(limited, sent)
	if err != nil {
		timedOut := limited.Err() == context.DeadlineExceeded && ctx.Err() == nil
		why := "no answer came"
		if timedOut {
			why = fmt.Sprintf("there was no answer within %s", sent.timeout)
		}
		where := strings.SplitN(strings.TrimPrefix(sent.url, c.baseURL), "?", 2)[0]
		return nil, &Error{Kind: ErrConnection, TimedOut: timedOut, message: sent.method + " " + where + ": " + why, cause: err}, true
	}
	status, requestID := response.StatusCode, response.Header.Get("X-Request-Id")
	if status >= 200 && status < 300 {
		if !sent.isText && !json.Valid(body) {
			text := fmt.Sprintf("the answer is no JSON (HTTP %d): is the base URL right?", status)
			return nil, &Error{Kind: ErrServer, Status: status, RequestID: requestID, message: text}, false
		}
		return body, nil, false
	}
	problem := errorOf(status, requestID, body, sent.redacted)
	problem.RetryAfter = retryAfter(response.Header.Get("Retry-After"), c.clock.Now())
	tooLong := problem.RetryAfter != nil && *problem.RetryAfter > retryAfterMax
	return nil, problem, !tooLong && (status == 408 || status == 429 || status >= 500)
}

func (c *core) exchange(ctx context.Context, sent *request) (*http.Response, []byte, error) {
	out, err := http.NewRequestWithContext(ctx, sent.method, sent.url, bytes.NewReader(sent.body))
	if err != nil {
		return nil, nil, err
	}
	out.Header = sent.header.Clone()
	response, err := c.http.Do(out)
	if err != nil {
		return nil, nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return response, body, err
}

func (c *core) request(what call, options []CallOption) (*request, error) {
	chosen := callOptions{timeout: c.timeout}
	for _, option := range options {
		option(&chosen)
	}
	if !strings.HasPrefix(what.path, "/") || strings.HasPrefix(what.path, "//") {
		return nil, usage(`a path begins with one "/"`)
	}
	header := http.Header{"Authorization": {"Bearer " + c.apiKey}, "Accept": {"application/json"}, "User-Agent": {userAgent}}
	if chosen.mediaType != "" {
		header.Set("Accept", chosen.mediaType+", application/json;q=0.1")
	}
	var body []byte
	if what.body != nil {
		var err error
		if body, err = json.Marshal(what.body); err != nil {
			return nil, usage("the body is no JSON")
		}
		header.Set("Content-Type", "application/json")
	}
	if what.method == http.MethodPost {
		key := randomKey()
		if chosen.idempotencyKey != nil {
			key = *chosen.idempotencyKey
		}
		header.Set("Idempotency-Key", key)
	}
	if chosen.requestID != nil {
		header.Set("X-Request-Id", *chosen.requestID)
	}
	for _, name := range []string{"Idempotency-Key", "X-Request-Id"} {
		if value, there := header[http.CanonicalHeaderKey(name)]; there && !headerPattern.MatchString(value[0]) {
			return nil, usage("%s has 1 to 255 visible ASCII characters", name)
		}
	}
	query, err := queryString(what.query, chosen.actingUser)
	if err != nil {
		return nil, err
	}
	return &request{
		method: what.method, url: c.baseURL + what.path + query, header: header, body: body,
		timeout: chosen.timeout + chosen.extraTime, isText: chosen.mediaType != "", redacted: redaction(c.apiKey, body),
	}, nil
}

// queryString makes a query of a struct by its JSON names; actingUser is for a call that does not say otherwise.
func queryString(query any, actingUser string) (string, error) {
	text, err := json.Marshal(query)
	if err != nil {
		return "", usage("the query cannot be written")
	}
	var members map[string]any
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	if decoder.Decode(&members) != nil {
		members = nil
	}
	values := url.Values{}
	if actingUser != "" {
		values.Set("acting_user", actingUser)
	}
	for name, value := range members {
		if value != nil {
			values.Set(name, fmt.Sprint(value))
		}
	}
	if len(values) == 0 {
		return "", nil
	}
	return "?" + values.Encode(), nil
}

// checkedID refuses what would lead to another path.
func checkedID(id string) error {
	if !idPattern.MatchString(id) {
		return usage(`an id is a text of letters, digits, "_" and "-"`)
	}
	return nil
}

func randomKey() string {
	bits := make([]byte, 16)
	if _, err := rand.Read(bits); err != nil {
		panic("agentauth: the system gives no random bits")
	}
	return hex.EncodeToString(bits)
}

// retryAfter reads RFC 9110 section 10.2.3; nil if it is not there, or cannot be read.
func retryAfter(value string, now time.Time) *time.Duration {
	if secondsText.MatchString(value) {
		seconds, _ := strconv.Atoi(value)
		wait := time.Duration(seconds) * time.Second
		return &wait
	}
	then, err := time.Parse(http.TimeFormat, value)
	if err != nil {
		return nil
	}
	wait := then.Sub(now)
	if wait < 0 {
		wait = 0
	}
	return &wait
}

func delay(attempt int, after *time.Duration) time.Duration {
	random := mathrand.Float64()
	if after != nil {
		return time.Duration(float64(*after) * (1 + random*0.1))
	}
	full := math.Min(float64(backoffMax), float64(backoff)*math.Pow(2, float64(attempt)))
	return time.Duration(full * (0.5 + random*0.5))
}

func redaction(apiKey string, body []byte) func(string) string {
	var sent struct {
		Credentials  map[string]any `json:"credentials"`
		Fields       map[string]any `json:"fields"`
		VerifyToken  string         `json:"verify_token"`
		AccessToken  string         `json:"access_token"`
		RefreshToken string         `json:"refresh_token"`
	}
	if json.Unmarshal(body, &sent) != nil {
		sent.Credentials = nil
	}
	secrets := []string{apiKey, sent.VerifyToken, sent.AccessToken, sent.RefreshToken}
	for name, value := range sent.Credentials {
		if text, is := value.(string); is && name != "client_id" {
			secrets = append(secrets, text)
		}
	}
	for _, value := range sent.Fields {
		if text, is := value.(string); is {
			secrets = append(secrets, text)
		}
	}
	return func(text string) string {
		for _, secret := range secrets {
			if len(secret) >= redactedCharsMin {
				text = strings.ReplaceAll(text, secret, redactedText)
			}
		}
		return text
	}
}
