// Package cache keeps what every request needs (memberships, tenants, plans, keys) in the process, and forgets it on every
// instance at once when it changes. It is four things that share a connection or two:
//
//   - Cache: bounded and timed, one load in flight a key. A load that began before a Drop of its key is never kept.
//   - Bus: tells all instances which keys to drop. The message is a NOTIFY inside the transaction that makes the change, so
//     it is delivered exactly when the change commits and never when it rolls back. While the connection that listens is
//     away, messages could be missed: bound caches then load every time and keep nothing, and start empty when it is back.
//   - Shared: bytes in Redis, for what may be stale without harm.
//   - Limiter: how often somebody may do something, counted in Redis, or here when Redis does not answer.
//
// Redis is optional, and losing it slows things down and breaks nothing. Rights never depend on it unless
// Config.DisableListen says that PostgreSQL cannot be listened to; see there for what that costs.
//
// A loader must read from the primary, in a transaction that begins inside the loader: a replica that lags or an older
// snapshot shows what was true before the drop.
package cache
