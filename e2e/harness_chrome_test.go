package e2e

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// chrome is a real browser: Debian's Chromium, driven over its debugging protocol.
type chrome struct {
	t   *testing.T
	ctx context.Context
}

func startChrome(t *testing.T, options ...chromedp.ExecAllocatorOption) *chrome {
	t.Helper()
	options = append(append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.UserDataDir(scratch(t)),
		chromedp.WindowSize(900, 900)), options...)
	limited, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), 3*time.Minute)
	t.Cleanup(cancel)
	allocator, stop := chromedp.NewExecAllocator(limited, options...)
	t.Cleanup(stop)
	ctx, closeTab := chromedp.NewContext(allocator)
	t.Cleanup(closeTab)
	require.NoError(t, chromedp.Do(ctx), "chromium does not start: scripts/install-deps chromium")
	return &chrome{t: t, ctx: ctx}
}

func (b *chrome) open(address string) {
	b.t.Helper()
	require.NoError(b.t, chromedp.Do(b.ctx, chromedp.Navigate(address)), address)
	b.settle("a page at " + address)
}

// click presses what an XPath finds and waits for the page that follows.
func (b *chrome) click(xpath string) {
	b.t.Helper()
	where := xpath + " at " + b.at()
	require.Equal(b.t, "marked", evaluate(b, "window.before = 'marked'"))
	require.NoError(b.t, chromedp.Do(b.ctx, chromedp.Click(xpath)), where)
	b.settle("the page after " + where)
}

// sees waits until the page shows all of it.
func (b *chrome) sees(texts ...string) {
	b.t.Helper()
	for _, text := range texts {
		await(b.t, patience, "the page shows "+text, func() bool {
			now, err := chromedp.Run(b.ctx, chromedp.Evaluate[string]("document.body.innerText"))
			return err == nil && strings.Contains(now, text)
		})
	}
}

// settle waits for another page than the one that was marked, and not for one that leads on by itself.
func (b *chrome) settle(what string) {
	b.t.Helper()
	await(b.t, patience, what, func() bool {
		state, err := chromedp.Run(b.ctx, chromedp.Evaluate[string]("(window.before || document.readyState) + ' ' + document.title"))
		return err == nil && strings.HasPrefix(state, "complete ") && !strings.HasPrefix(state, "complete Back to")
	})
}

func evaluate(b *chrome, script string) string {
	b.t.Helper()
	value, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](script))
	require.NoError(b.t, err, script)
	return value
}

func (b *chrome) at() string {
	b.t.Helper()
	return evaluate(b, "location.href")
}

func (b *chrome) text() string {
	b.t.Helper()
	return strings.TrimSpace(evaluate(b, "document.body.innerText"))
}

// forget removes a cookie.
func (b *chrome) forget(address, cookie string) {
	b.t.Helper()
	_, err := chromedp.Call(b.ctx, network.DeleteCookies, network.DeleteCookiesParams{Name: cookie, URL: address})
	require.NoError(b.t, err)
}

// styled expects the browser to have let our own style in, as the page's Content-Security-Policy is to say.
func (b *chrome) styled() {
	b.t.Helper()
	require.Equal(b.t, "16px", evaluate(b, "getComputedStyle(document.querySelector('main')).borderTopLeftRadius"))
}

// shot keeps a picture of the page among the test's artifacts: `go test ./e2e -run Browser -artifacts -outputdir=DIR`.
func (b *chrome) shot(name string) {
	b.t.Helper()
	picture, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
	require.NoError(b.t, err)
	require.NoError(b.t, os.WriteFile(filepath.Join(b.t.ArtifactDir(), name+".png"), picture, 0o600))
}
