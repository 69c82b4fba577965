package console

// policy is the Content-Security-Policy of the page: scripts are files of ours alone; style sheets too, but for those that carry the
// nonce; pictures may come from anywhere over TLS, since restaurants' logos are addresses.
func (h *Handler) policy(nonce string) string {
	script, style, connect, frame, worker := "'self'", "'self' 'nonce-"+nonce+"'", "'self'", "'none'", "'self'"
	if clerk := h.settings.ClerkOrigin; clerk != "" && h.settings.ClerkPublishableKey != "" {
		// What Clerk's script needs (clerk.com/docs/guides/secure/best-practices/csp-headers). It sets styles inline.
		script += " " + clerk + " https://challenges.cloudflare.com"
		connect += " " + clerk
		style = "'self' 'unsafe-inline'"
		frame = "https://challenges.cloudflare.com"
		worker += " blob:"
	}
	return "default-src 'none'; script-src " + script + "; style-src " + style + "; img-src 'self' data: blob: https:; font-src 'self'; " +
		"connect-src " + connect + "; frame-src " + frame + "; worker-src " + worker +
		"; manifest-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
}
