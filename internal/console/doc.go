// Package console is the web console that the binary carries: what `make console` builds of the folder web, served on the API's own
// port. A binary that was built without it serves a page that says how to build it. The console uses the API as any client does; what
// it cannot do itself is staying signed in where Clerk's script is not on the page, which Session does.
package console
