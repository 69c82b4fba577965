import type { Session } from "./session";
import { apiBase, signedInFor, signOutUrl } from "./settings";

/** The name of the window that is opened to sign in beside a page. */
export const signInWindow = "tabletap-sign-in";

const origin = apiBase || location.origin;
const away = origin !== location.origin;

const early = 5_000; // milliseconds before the end in which a token is renewed already: a request takes a while

/** Until when the cookie is good, on the clock that never jumps; 0 when nobody is known to be signed in. */
let goodUntil = signedInFor ? signedInFor * 1000 : 0;
let renewal: Promise<boolean> | null = null;

const isGood = () => performance.now() < goodUntil - early;

/** Renews the cookie's token, once for all that need it, and reports whether somebody is signed in. */
function renew(): Promise<boolean> {
  renewal ??= ask()
    .then((seconds) => {
      goodUntil = performance.now() + seconds * 1000;
      return seconds > 0;
    })
    .finally(() => {
      renewal = null;
    });
  return renewal;
}

async function ask(): Promise<number> {
  try {
    const response = await fetch(`${origin}/session?quiet=1`, { credentials: "include", signal: AbortSignal.timeout(15_000) });
    const { signed_in_for } = (await response.json()) as { signed_in_for: number };
    return signed_in_for;
  } catch {
    return 0; // no network, or Clerk is on another origin and has to be walked to
  }
}

/**
 * The session is a cookie of Clerk's, or of the stand-in's, which the browser sends by itself. Its token lives a minute; the server's
 * /session renews it by Clerk's handshake, or leads to sign in.
 */
export const cookieSession: Session = {
  async proof() {
    if (goodUntil > 0 && !isGood()) await renew();
    return {};
  },

  isIn: async () => isGood() || renew(),
  refresh: renew,

  signIn(back) {
    location.assign(`${origin}/session?back=${encodeURIComponent(away ? location.origin + back : back)}`);
  },

  signInBeside() {
    open(`${origin}/session?back=${encodeURIComponent("/signed-in")}`, signInWindow, "popup,width=480,height=720");
  },

  async signOut() {
    location.assign(`${origin}${signOutUrl}?redirect_url=${encodeURIComponent(`${location.origin}/sign-in`)}`);
  },
};
