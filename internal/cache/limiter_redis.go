package cache

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"strconv"

	"github.com/redis/rueidis"
)

// takeScript is rate.take in Redis. Left to itself an older Redis keeps 14 digits of a number, which cuts
// microseconds of this century.
var takeScript = rueidis.NewLuaScript(`
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local interval, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
local full = tonumber(redis.call('GET', KEYS[1]) or 0)
local next = math.max(math.min(full, now + burst), now) + interval
local wait = next - now - burst
if wait > 0 then return wait end
redis.call('SET', KEYS[1], string.format('%.0f', next), 'PX', math.ceil((next - now) / 1000))
return 0
`)

// take keeps keys as hashes: they may be long, and may hold an address that Redis need not know. Any error means that the
// caller must count for itself.
func (d *redisDoor) take(ctx context.Context, prefix, key string, r rate) (wait int64, err error) {
	err = d.do(ctx, func(ctx context.Context, c rueidis.Client) error {
		sum := sha256.Sum256([]byte(key))
		keys := []string{prefix + base64.RawURLEncoding.EncodeToString(sum[:])}
		args := []string{strconv.FormatInt(r.interval, 10), strconv.FormatInt(r.burst, 10)}
		wait, err = takeScript.Exec(ctx, c, keys, args).AsInt64()
		return err
	})
	return wait, err
}
