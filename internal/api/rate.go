package api

import (
	"context"
	"log/slog"
	"strconv"
	"time"

	"github.com/tabletap/console/internal/fault"
)

// Rate bounds how often a route may be called: Limit times within Per, counted By address, user or restaurant.
type Rate struct {
	Limit int
	Per   time.Duration
	By    RateKey // ByIP when empty
}

// RateKey says which requests of a Rate are counted together.
type RateKey string

// What a Rate counts by. ByUser and ByTenant count the address where there is no user or restaurant.
const (
	ByIP     RateKey = "ip"
	ByUser   RateKey = "user"
	ByTenant RateKey = "tenant"
)

func (r Rate) byAddress() bool { return r.By == ByIP || r.By == "" }

// count asks the limiter. A limiter that fails lets the request through: slower protection is better than no service.
func (rt *route) count(ctx context.Context, key string) error {
	if rt.Rate.Limit == 0 || rt.api.cfg.Limiter == nil {
		return nil
	}
	ok, wait, err := rt.api.cfg.Limiter.Allow(ctx, "http:"+rt.ID+":"+key, rt.Rate.Limit, rt.Rate.Per)
	if err != nil {
		rt.api.cfg.Logger.LogAttrs(ctx, slog.LevelWarn, "rate limiter failed; not limiting",
			slog.String("route", rt.Path), slog.Any("error", err))
		return nil
	}
	if ok {
		return nil
	}
	wait = max(wait, time.Second)
	return fault.New(fault.RateLimited, "throttled",
		"Request was throttled. Expected available in "+seconds(wait)+" seconds.").After(wait)
}

// limitActor counts by what only admission found out.
func (rt *route) limitActor(ctx context.Context, req *request) error {
	switch {
	case rt.Rate.byAddress():
		return nil
	case rt.Rate.By == ByUser && req.actor != nil:
		return rt.count(ctx, "user:"+strconv.FormatInt(int64(req.actor.UserID), 10))
	case rt.Rate.By == ByTenant && req.tenant != nil:
		return rt.count(ctx, "tenant:"+strconv.FormatInt(int64(req.tenant.ID), 10))
	}
	return rt.count(ctx, "ip:"+req.peer.ip.String())
}
