package e2e

import (
	"context"
	"net/http"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

const (
	generatePath = "/api/tools/sso/generate/"
	verifyPath   = "/api/tools/sso/verify/"

	launches  = 100 // of each kind
	crowd     = 1000
	verifiers = 16
)

func firstTool(t *testing.T, s *server, p *person) int64 {
	t.Helper()
	tools := results[struct{ ID int64 }](t, s.as(t, p, http.MethodGet, "/api/tools/available/", nil))
	require.NotEmpty(t, tools)
	return tools[0].ID
}

func launchOf(tool int64) map[string]any { return map[string]any{"tool_id": tool} }

// generate gives a launch token.
func (s *server) generate(t *testing.T, p *person, tool int64) string {
	t.Helper()
	var launch struct{ Token string }
	s.as(t, p, http.MethodPost, generatePath, launchOf(tool)).read(t, http.StatusOK, &launch)
	require.NotEmpty(t, launch.Token)
	return launch.Token
}

// What became of one verify.
const (
	launchUnanswered = iota
	launchValid
	launchRefused
	launchOdd
)

// verify says what a tool's backend hears of a token.
func verify(ctx context.Context, baseURL, token string) int {
	r, err := send(ctx, call{Method: http.MethodPost, URL: baseURL + verifyPath, Body: map[string]string{"token": token}})
	switch {
	case err != nil:
		return launchUnanswered
	case r.Status == http.StatusOK && r.object()["valid"] == true:
		return launchValid
	case r.Status == http.StatusBadRequest:
		return launchRefused
	default:
		return launchOdd
	}
}

// verifyAll verifies each token once, several at a time, and calls tell after each.
func verifyAll(ctx context.Context, baseURL string, tokens []string, tell func(done int)) []int {
	outcomes := make([]int, len(tokens))
	queue := make(chan int, len(tokens))
	for i := range tokens {
		queue <- i
	}
	close(queue)
	var mu sync.Mutex
	var done int
	var all sync.WaitGroup
	for range verifiers {
		all.Go(func() {
			for i := range queue {
				outcomes[i] = verify(ctx, baseURL, tokens[i])
				mu.Lock()
				done++
				tell(done)
				mu.Unlock()
			}
		})
	}
	all.Wait()
	return outcomes
}

func nobody(int) {}

// A launch token is good once, also when the server is killed in between; and one that was handed out is good after that.
func TestKilledServerKeepsLaunchTokensSingleUse(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	address := freeAddress(t)
	s := w.serve(t, nil, "--listen", address)
	tokens := s.generateMany(t, 3*launches)
	used, hit, untouched := tokens[:launches], tokens[launches:2*launches], tokens[2*launches:]

	require.Equal(t, map[int]int{launchValid: launches}, tally(verifyAll(t.Context(), s.URL, used, nobody)))
	before := s.killWhileVerifying(t, hit)
	s = w.serve(t, nil, "--listen", address)

	require.Equal(t, map[int]int{launchRefused: launches}, tally(verifyAll(t.Context(), s.URL, used, nobody)))
	requireSingleUse(t, before, verifyAll(t.Context(), s.URL, hit, nobody))
	require.Equal(t, map[int]int{launchValid: launches}, tally(verifyAll(t.Context(), s.URL, untouched, nobody)))
	require.Equal(t, map[int]int{launchRefused: 3 * launches}, tally(verifyAll(t.Context(), s.URL, tokens, nobody)))
}

func (s *server) generateMany(t *testing.T, n int) []string {
	t.Helper()
	owner := signUp(t, s, "owner@example.com")
	tool := firstTool(t, s, owner)
	tokens := make([]string, n)
	for i := range tokens {
		tokens[i] = s.generate(t, owner, tool)
	}
	return tokens
}

// killWhileVerifying kills the server when some of the tokens were verified, and gives what was answered.
func (s *server) killWhileVerifying(t *testing.T, tokens []string) []int {
	t.Helper()
	some := make(chan struct{})
	outcomes := make(chan []int, 1)
	go func() {
		outcomes <- verifyAll(t.Context(), s.URL, tokens, func(done int) {
			if done == len(tokens)/4 {
				close(some)
			}
		})
	}()
	awaitClosed(t, "tokens to be verified", some)
	s.kill9(t)
	return <-outcomes
}

// requireSingleUse holds what was answered before a kill against what was answered after it.
func requireSingleUse(t *testing.T, before, after []int) {
	t.Helper()
	seen := map[[2]int]int{}
	for i := range before {
		seen[[2]int{before[i], after[i]}]++
	}
	require.GreaterOrEqual(t, seen[[2]int{launchValid, launchRefused}], len(before)/4)
	for pair := range seen {
		require.Contains(t, [][2]int{
			{launchValid, launchRefused}, {launchUnanswered, launchValid}, {launchUnanswered, launchRefused},
		}, pair, "%v", seen)
	}
	t.Logf("valid then refused: %d; unanswered then valid: %d; unanswered then refused: %d",
		seen[[2]int{launchValid, launchRefused}], seen[[2]int{launchUnanswered, launchValid}], seen[[2]int{launchUnanswered, launchRefused}])
}

// tally counts outcomes.
func tally(outcomes []int) map[int]int {
	count := map[int]int{}
	for _, outcome := range outcomes {
		count[outcome]++
	}
	return count
}

// Of a thousand who verify one token at the same moment, over two servers, one succeeds.
func TestLaunchTokenIsGoodOnceAmongThousands(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a, b := w.serveTwo(t)
	owner := signUp(t, a, "owner@example.com")
	token := a.generate(t, owner, firstTool(t, a, owner))

	outcomes := make([]int, crowd)
	begin := make(chan struct{})
	var all sync.WaitGroup
	for i := range outcomes {
		url := []string{a.URL, b.URL}[i%2]
		all.Go(func() {
			<-begin
			outcomes[i] = verify(t.Context(), url, token)
		})
	}
	close(begin)
	all.Wait()
	require.Equal(t, map[int]int{launchValid: 1, launchRefused: crowd - 1}, tally(outcomes))
}
