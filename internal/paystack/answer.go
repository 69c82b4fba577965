package paystack

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
)

const maxMessageBytes = 300

// answer is Paystack's envelope, {status, message, data, meta} (paystack.com/docs/api, "Response format").
type answer struct {
	ok      bool
	message string
	code    string
	data    any
	meta    object
}

// read makes an answer of what came back, or the fault that it means.
func (c *Client) read(in call, resp *http.Response, text []byte) (answer, error) {
	out, err := c.envelope(text)
	if resp.StatusCode/100 == 2 && err == nil && out.ok {
		return out, nil
	}
	cause := &callError{Status: resp.StatusCode, Code: out.code, Message: out.message}
	after := c.retryAfter(resp.Header)
	switch {
	case resp.StatusCode == http.StatusTooManyRequests:
		return answer{}, errBusy.After(after).Because(cause)
	case resp.StatusCode == http.StatusUnauthorized, err == nil && strings.EqualFold(cause.Message, "Invalid key"):
		return answer{}, errKey.Because(cause)
	case err == nil && resp.StatusCode < 500 && resp.StatusCode/100 != 3:
		cause.refused = true
		return answer{}, errRefused.Because(cause)
	case err != nil && resp.StatusCode/100 == 2:
		cause.Cause = err
	}
	return answer{}, withRetryAfter(in.away(cause), after)
}

// envelope reads an answer. One without status and message is not Paystack's own: a proxy's, say, whose 404 must not
// pass for Paystack's word that something does not exist.
func (c *Client) envelope(text []byte) (answer, error) {
	v, err := decode(text)
	if err != nil {
		return answer{}, err
	}
	o, _ := v.(map[string]any)
	fields := object(o)
	ok, isStatus := fields.flag("status")
	if !isStatus {
		return answer{}, errors.New("the answer has no status")
	}
	out := answer{
		ok: ok, message: c.scrub(fields.text("message")), code: c.scrub(fields.text("code")), data: o["data"], meta: fields.object("meta"),
	}
	if !ok && out.message == "" {
		return answer{}, errors.New("the answer refuses without a message")
	}
	return out, nil
}

// scrub takes our secret out of what Paystack says, and bounds it.
func (c *Client) scrub(message string) string {
	message = strings.ReplaceAll(message, c.secret, "[secret]")
	if len(message) > maxMessageBytes {
		message = strings.ToValidUTF8(message[:maxMessageBytes], "")
	}
	return message
}

// one reads the answer's data with parse. What cannot be read leaves the outcome of a change unknown.
func one[T any](in call, out answer, parse func(object) (T, error)) (T, error) {
	var none T
	data, ok := out.data.(map[string]any)
	if !ok {
		return none, in.away(&callError{Cause: fmt.Errorf("%s: data is no object", in.path[0])})
	}
	v, err := parse(data)
	if err != nil {
		return none, in.away(&callError{Cause: err})
	}
	return v, nil
}
