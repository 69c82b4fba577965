// Package api is the only part of the program that speaks HTTP to the outside: typed routes on the standard ServeMux, each
// with a declaration of who may call it, pages of results, error bodies in the contract's shape, the middleware around
// them, and the OpenAPI document that describes them. It knows no database and no feature: who is asking and for which
// restaurant comes from an Authenticator and a TenantResolver that are handed to New.
//
// A request passes, in this order: request id, log and metrics; security headers; allowed hosts; CORS; gzip; the route's
// limits (size, rate, time); who is asking; which restaurant; whether they may; and then the handler. Handlers return
// faults; this package alone turns them into a status and a body.
package api
