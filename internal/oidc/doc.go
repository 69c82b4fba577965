// Package oidc makes the service an OpenID Connect provider, so that a tool whose authors know nothing of TableTap can sign people
// in with any client library: discovery, the authorization code flow with PKCE, userinfo, introspection, revocation and sign-out.
//
// The protocol is zitadel/oidc's, on which Zitadel itself runs: what it parses, checks and signs is not written again here. This
// package keeps its state in PostgreSQL, decides who sits in front of the browser (Clerk does the signing in), in which restaurant
// they want to work, and whether they may open the tool there. It is stricter than the library where the standards since have
// become so: PKCE with S256 for every client, codes and refresh tokens whose second use ends everything that came of the first,
// parameters of secrets in bodies only (RFC 9700).
//
// An access token is a reference to a row, not a statement: what userinfo and introspection say is read at that moment, so that
// somebody who was deactivated, lost their access or works in a restaurant that stopped paying is out at once.
package oidc
