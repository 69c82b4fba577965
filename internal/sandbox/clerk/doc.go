// Package clerk is a stand-in for Clerk (https://clerk.com), the service that holds users, organizations and sessions. It
// speaks Clerk's wire formats, so the product reaches it over HTTP exactly as it would reach Clerk: the Backend API in the
// shapes of Clerk's OpenAPI document of 2026-05-12, the JSON Web Key Set, the part of the Frontend API that refreshes a
// session token or hands one to a page without Clerk's script (the handshake), webhooks in Clerk's envelope signed as Svix
// signs them, and a sign-in page for people.
//
// It is a library for tests (package clerktest starts one in a line) and a server for development. Tests can also make it
// misbehave: hostile tokens (MintToken), changed keys (RotateKey), failing or slow answers (FailNext, Intercept), and
// webhooks that are late, lost, repeated or out of order (Webhooks).
//
// Where it differs from Clerk:
//   - it never sends email or text messages, and every email address counts as verified;
//   - any number of memberships is allowed unless max_allowed_memberships says otherwise (Clerk's default is 5);
//   - PATCH /v1/sessions/{id} with {"active_organization_id"} chooses a session's active organization, which at Clerk only
//     the browser can do;
//   - parameters it does not know are ignored, where Clerk answers form_param_unknown;
//   - the webhook endpoint is set by Config, not by an API.
package clerk
