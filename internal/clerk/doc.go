// Package clerk is this service's side of Clerk, which signs people up and in: it verifies session tokens, calls the
// Backend API, and checks and reads webhooks. It knows no database and no feature. What Clerk sends is parsed
// tolerantly, because its payloads drift, and believed only after its proof was checked.
//
// Clerk's Go SDK is not used. Its token check accepts tokens without exp or sub and issuers that merely resemble
// Clerk's, its key cache never forgets a key while there is traffic, and its transport neither bounds an answer nor
// retries. The tests do use it, as an independent second opinion.
package clerk
