import type { Session } from "./session";

/** The part of Clerk's script, window.Clerk, that is needed outside of its components. */
type Clerk = {
  loaded: boolean;
  session?: { getToken(options?: { skipCache?: boolean }): Promise<string | null> } | null;
  openSignIn(options: { fallbackRedirectUrl?: string }): void;
  signOut(options: { redirectUrl: string }): Promise<void>;
};

const clerk = () => (window as unknown as { Clerk?: Clerk }).Clerk;

let ready = () => {};
const loading = new Promise<void>((resolve) => {
  ready = resolve;
});

/** Says that Clerk's script has loaded: until then nobody can know who is signed in, and requests wait. */
export const clerkIsReady = () => ready();

/** Clerk's script holds the session and renews its token, which goes with each request and is kept nowhere. */
export const clerkSession: Session = {
  async proof() {
    await loading;
    const token = await clerk()?.session?.getToken();
    return token ? { Authorization: `Bearer ${token}` } : {};
  },

  async isIn() {
    await loading;
    return Boolean(clerk()?.session);
  },

  async refresh() {
    await loading;
    return Boolean(await clerk()?.session?.getToken({ skipCache: true }));
  },

  signIn(back) {
    location.assign(`/sign-in?back=${encodeURIComponent(back)}`);
  },

  signInBeside() {
    clerk()?.openSignIn({});
  },

  async signOut() {
    await clerk()?.signOut({ redirectUrl: "/sign-in" });
  },
};
