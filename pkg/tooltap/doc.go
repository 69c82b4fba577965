// Package tooltap is for whoever writes a tool for TableTap's restaurants: a POS, a menu, a booking page. It needs nothing but the
// standard library.
//
// A tool is opened from the console: the browser arrives at the tool's address with a launch token in the query parameter "token". The
// token is a JWT signed with Ed25519, for this tool alone, good for a minute and one use. The tool's backend redeems it with its own
// client id and secret, learns who came and from which restaurant, and gets a session token with which it can ask at any time whether
// that person may still be there.
//
//	client, err := tooltap.New(tooltap.Config{
//		BaseURL: "https://console.example.com", ClientID: id, ClientSecret: secret, Tool: "pos",
//	})
//	mux.Handle("/", client.LaunchHandler(client.Middleware(pages)))
//
// # Who is here
//
// [Client.LaunchHandler] redeems the token of a launch, keeps the session token in a cookie that scripts cannot read, and redirects to
// the same address without the token. [Client.Middleware] lets through only requests whose session is alive, and puts an [Identity] into
// their context, where [IdentityFrom] finds it. [Client.SignOutHandler] ends the session. They stand on [Client.Redeem],
// [Client.Introspect] and [Client.Revoke], for tools that keep their sessions themselves.
//
// [Client.Verify] checks a launch token without asking the console, against its published keys. It proves who sent it and for whom, not
// that nobody has used it before: only redeeming does.
//
// # What happened
//
// A [Tracker] reports events in batches. Each event has an id of its own, so that one that is sent twice counts once; what could not be
// delivered is told to whoever asked, never dropped in silence.
//
// # Errors
//
// What the console answers is an [*APIError]. Of these, errors.Is finds [ErrInvalidToken] and [ErrInvalidClient]. Requests that may be
// repeated are, a few times, after random pauses that grow; redeeming is not, because a token that is used twice ends the session of the
// first use.
//
// # Compatibility
//
// The package follows semantic versioning: fields and methods are added, not renamed or taken away. Make a Config and the other structs
// with field names.
package tooltap
