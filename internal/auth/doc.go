// Package auth knows people: it makes users of what Clerk tells of them, and the actor of a request out of a Clerk session
// token or a superuser's session.
//
// Clerk is where people sign up and in. It tells of them by webhooks, which come late, twice, out of order or not at all, so a
// user is kept right in four ways: user.created makes the user and their restaurant in one transaction; the other events are
// jobs that leave the same state in whatever order they come; a valid token of somebody unknown asks Clerk's API; and an hourly
// job walks over all of Clerk's users.
//
// Superusers are the platform's own operators. They have an email address and a password here, and nothing at Clerk.
package auth
