package clerk

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
)

const maxAnswerBytes = 4 << 20

// call is one request to the Backend API.
type call struct {
	method string
	path   []string // below /v1
	query  url.Values
	body   any  // sent as JSON unless nil
	repeat bool // whether sending it twice does no more than sending it once
}

// do sends a call, again if it may, and gives the body of a 2xx answer.
func (c *Client) do(ctx context.Context, in call) ([]byte, error) {
	var body []byte
	if in.body != nil {
		var err error
		if body, err = json.Marshal(in.body); err != nil {
			return nil, fmt.Errorf("clerk: %s: %w", in.path[0], err)
		}
	}
	for try := 1; ; try++ {
		answer, err := c.send(ctx, in, body)
		if err == nil {
			return answer, nil
		}
		pause, again := c.retry(try, in.repeat, err)
		if !again {
			return nil, err
		}
		if c.wait(ctx, pause) != nil {
			return nil, err
		}
	}
}

// send tries a call once.
func (c *Client) send(ctx context.Context, in call, body []byte) ([]byte, error) {
	req, err := c.request(ctx, in, body)
	if err != nil {
		return nil, fmt.Errorf("clerk: %s: %w", in.path[0], err)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, errClerkAway.Because(&callError{Cause: err})
	}
	defer resp.Body.Close()
	answer, err := readBounded(resp.Body, maxAnswerBytes)
	if err != nil {
		return nil, errClerkAway.Because(&callError{Cause: err})
	}
	if resp.StatusCode/100 != 2 {
		return nil, c.failure(resp, answer)
	}
	return answer, nil
}

func (c *Client) request(ctx context.Context, in call, body []byte) (*http.Request, error) {
	u := c.base.JoinPath(in.path...)
	u.RawQuery = in.query.Encode()
	req, err := http.NewRequestWithContext(ctx, in.method, u.String(), bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+c.secret)
	req.Header.Set("Accept", "application/json")
	req.Header.Set("Clerk-Api-Version", APIVersion)
	req.Header.Set("User-Agent", "tabletap-console")
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	return req, nil
}
