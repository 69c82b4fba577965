import type { Session } from "./session";
import { apiBase, signOutUrl } from "./settings";

const origin = apiBase || location.origin;
const away = origin !== location.origin;

/**
 * The session is a cookie of Clerk's, or of the stand-in's, which the browser sends by itself. Its token lives a minute; the server's
 * /session renews it by Clerk's handshake, or leads to sign in.
 */
export const cookieSession: Session = {
  proof: async () => ({}),

  async refresh() {
    try {
      // From another origin the answer is not to be read, but the cookie is renewed; whether it is, the next request tells.
      const options: RequestInit = away ? { mode: "no-cors", credentials: "include" } : {};
      const response = await fetch(`${origin}/session?quiet=1`, { ...options, signal: AbortSignal.timeout(15_000) });
      return response.ok || response.type === "opaque";
    } catch {
      return false;
    }
  },

  signIn(back) {
    if (away) this.signInBeside();
    else location.assign(`/session?back=${encodeURIComponent(back)}`);
  },

  signInBeside() {
    open(`${origin}/session?back=${encodeURIComponent("/signed-in")}`, "tabletap-sign-in", "popup,width=480,height=720");
  },

  async signOut() {
    location.assign(`${origin}${signOutUrl}?redirect_url=${encodeURIComponent(`${location.origin}/sign-in`)}`);
  },
};
