package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/api"
	"github.com/tabletap/console/internal/app"
	"github.com/tabletap/console/internal/config"
)

const (
	introspectPath   = "/api/tools/sso/introspect/"
	introspectedTool = 2 // a tool of its own: from its first secret on, a tool has to prove who it is
	introspectedSlug = "menu"
	introspectGoal   = 0.7
)

// measureIntrospection is figure 6: a tool with credentials asks whether members may still be in it. The limit is our own server with
// a handler that reads the same body and writes the same answer, and does nothing else.
func measureIntrospection(ctx context.Context, w *world) (_ []line, err error) {
	credentials, err := w.credentials(ctx)
	if err != nil {
		return nil, err
	}
	product, err := w.serve(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, product.stop(ctx)) }()
	bodies, err := w.openSessions(ctx, product.address, credentials)
	if err != nil {
		return nil, err
	}
	answer, err := askOnce(ctx, product.address, request("POST", introspectPath, "", bodies[0]))
	if err != nil {
		return nil, err
	}
	bare, err := w.serveBareAPI(ctx, answer, bodies[0])
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, bare.stop(ctx)) }()
	m, err := compete(ctx, &w.opts, w.introspectors(product.address, bodies), w.introspectors(bare.address, bodies))
	if err != nil {
		return nil, err
	}
	lines := m.lines("6 introspection from memory", "a request", w.opts.connections)
	lines[0].goal, lines[0].verdict = m.atLeast(introspectGoal)
	return lines, nil
}

func (w *world) credentials(ctx context.Context) (*app.ToolCredentials, error) {
	a, err := w.open(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { _ = a.Close(context.WithoutCancel(ctx)) }()
	return a.MakeCredentials(ctx, introspectedSlug, 0)
}

// openSessions launches the tool for everybody in the kitchen, and gives what the tool then sends to ask about each.
func (w *world) openSessions(ctx context.Context, address string, by *app.ToolCredentials) ([][]byte, error) {
	k, err := dial(ctx, address)
	if err != nil {
		return nil, err
	}
	defer k.close()
	tokens, err := w.tokens()
	if err != nil {
		return nil, err
	}
	bodies := make([][]byte, len(tokens))
	for i, token := range tokens {
		launched, err := launchToken(k, token, introspectedTool)
		if err != nil {
			return nil, err
		}
		if bodies[i], err = openSession(k, launched, by); err != nil {
			return nil, err
		}
	}
	return bodies, nil
}

func launchToken(k *keepAlive, session string, tool int) (string, error) {
	body, err := k.ask(request("POST", generatePath, session, fmt.Appendf(nil, `{"tool_id": %d}`, tool)))
	if err != nil {
		return "", fmt.Errorf("generate: %w", err)
	}
	var made struct {
		Token string `json:"token"`
	}
	if err := json.Unmarshal(body, &made); err != nil {
		return "", fmt.Errorf("generate: %w", err)
	}
	return made.Token, nil
}

func openSession(k *keepAlive, launched string, by *app.ToolCredentials) ([]byte, error) {
	body, err := k.ask(request("POST", verifyPath, "", fmt.Appendf(nil, `{"token": %q, "session": true, "client_id": %q, "client_secret": %q}`,
		launched, by.ClientID, by.Secret)))
	if err != nil {
		return nil, fmt.Errorf("verify: %w", err)
	}
	var who struct {
		Session struct {
			Token string `json:"token"`
		} `json:"session"`
	}
	if err := json.Unmarshal(body, &who); err != nil {
		return nil, fmt.Errorf("verify: %w", err)
	}
	return fmt.Appendf(nil, `{"token": %q, "client_id": %q, "client_secret": %q}`, who.Session.Token, by.ClientID, by.Secret), nil
}

func askOnce(ctx context.Context, address string, what []byte) ([]byte, error) {
	k, err := dial(ctx, address)
	if err != nil {
		return nil, err
	}
	defer k.close()
	body, err := k.ask(what)
	return bytes.Clone(body), err
}

var stillActive = []byte(`{"active":true,`)

func (w *world) introspectors(address string, bodies [][]byte) side {
	return func(ctx context.Context) ([]worker, func(), error) {
		return dialAll(ctx, address, w.opts.connections, func(i int, k *keepAlive) worker {
			ask := request("POST", introspectPath, "", bodies[i%len(bodies)])
			return func(context.Context) error {
				body, err := k.ask(ask)
				if err == nil && !bytes.HasPrefix(body, stillActive) {
					err = fmt.Errorf("not active: %s", body)
				}
				return err
			}
		})
	}
}

// bareAPI is the limit of figure 6, in a process of its own with the product's settings, log and metrics.
type bareAPI struct {
	Listen string          `json:"listen"`
	Answer json.RawMessage `json:"answer"`
}

func (w *world) serveBareAPI(ctx context.Context, answer, probe []byte) (*child, error) {
	return w.serveAs(ctx, roleBareAPI, func(address string) any {
		return bareAPI{Listen: address, Answer: answer}
	}, request("POST", introspectPath, "", probe))
}

type (
	bareInput struct {
		Body struct {
			Token  string `json:"token"`
			Client string `json:"client_id"`
			Secret string `json:"client_secret"`
		}
	}
	bareOutput struct{ Body json.RawMessage }
)

func (b *bareAPI) run(ctx context.Context) error {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", b.Listen)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	cfg, err := config.FromEnvironment(map[string]string{})
	if err != nil {
		return err
	}
	a := api.New(api.Config{AllowedHosts: []string{"*"}, Logger: app.NewLogger(os.Stderr, &cfg), Metrics: prometheus.NewRegistry()}, nobody{}, nobody{})
	api.Handle(a, api.Route{
		Method: http.MethodPost, Path: introspectPath, ID: "bare", Access: api.Proof("bare", "Anyone."),
	}, func(context.Context, *bareInput) (*bareOutput, error) { return &bareOutput{b.Answer}, nil })
	return a.Serve(ctx, l, time.Second)
}

// nobody is who the bare server knows.
type nobody struct{}

func (nobody) Authenticate(context.Context, *http.Request) (*access.Actor, error) {
	return nil, nil //nolint:nilnil // the seam's way to say nobody
}

func (nobody) Resolve(context.Context, *access.Actor, api.TenantHint) (*access.Tenant, *access.Member, error) {
	return nil, nil, nil
}

func (nobody) ResolveID(context.Context, *access.Actor, access.TenantID) (*access.Tenant, *access.Member, error) {
	return nil, nil, nil
}
