// Package console is the web pages that the binary carries: the start page, on which somebody signs in, sees their restaurant and
// opens its tools; and the billing page, on which its owner chooses a plan, pays and sees what was paid. They are plain files that
// use the API as any client does. What they cannot do themselves is staying signed in, which Session does.
package console
