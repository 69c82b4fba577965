package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
)

const membersPath = "/api/staff/members/"

// measureMembers is figure 3: the list of a restaurant's ten members, asked for by all ten of them.
func measureMembers(ctx context.Context, w *world) (_ []line, err error) {
	product, err := w.serve(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, product.stop(ctx)) }()
	body, err := w.askMembers(ctx, product.address)
	if err != nil {
		return nil, err
	}
	bare, err := w.serveBare(ctx, body)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, bare.stop(ctx)) }()
	m, err := compete(ctx, &w.opts, w.memberReaders(product.address, body), w.memberReaders(bare.address, body))
	if err != nil {
		return nil, err
	}
	return m.lines("3 GET "+membersPath+" of 10", "a request", w.opts.connections), nil
}

// memberReaders ask a server for the list, each as one of the members, and check that the answer is right.
func (w *world) memberReaders(address string, want []byte) side {
	return func(ctx context.Context) ([]worker, func(), error) {
		tokens, err := w.tokens()
		if err != nil {
			return nil, nil, err
		}
		return dialAll(ctx, address, w.opts.connections, func(i int, k *keepAlive) worker {
			ask := request("GET", membersPath, tokens[i%len(tokens)], nil)
			return func(context.Context) error {
				body, err := k.ask(ask)
				if err == nil && !bytes.Equal(body, want) {
					err = fmt.Errorf("another answer than before: %s", body)
				}
				return err
			}
		})
	}
}

// dialAll opens connections and makes a worker of each.
func dialAll(ctx context.Context, address string, count int, work func(i int, k *keepAlive) worker) ([]worker, func(), error) {
	return openAll(count, func() (*keepAlive, error) { return dial(ctx, address) }, (*keepAlive).close, work)
}

// askMembers asks for the list once, as the owner.
func (w *world) askMembers(ctx context.Context, address string) ([]byte, error) {
	tokens, err := w.tokens()
	if err != nil {
		return nil, err
	}
	k, err := dial(ctx, address)
	if err != nil {
		return nil, err
	}
	defer k.close()
	return k.ask(request("GET", membersPath, tokens[0], nil))
}

// membersBody is what the product answers.
func (w *world) membersBody(ctx context.Context) (body []byte, err error) {
	c, err := w.serve(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, c.stop(ctx)) }()
	return w.askMembers(ctx, c.address)
}
