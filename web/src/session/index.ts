import { clerkSession } from "./clerk";
import { cookieSession } from "./cookie";
import { clerkPublishableKey } from "./settings";

const how = clerkPublishableKey ? clerkSession : cookieSession;

/** Who has to know when somebody must sign in again, and when they have. */
type Watcher = () => void;

let ended = false;
let entered = false;
let renewing: Promise<boolean> | null = null;
let resume: ((in_: boolean) => void) | null = null;
const watchers = new Set<Watcher>();

const tell = () => {
  for (const watcher of watchers) watcher();
};

/** The sign-in of this browser, whichever way it came about: Clerk's script, a cookie, or a superuser's password. */
export const session = {
  proof: () => how.proof(),
  isIn: () => how.isIn(),
  signIn: (back: string) => how.signIn(back),
  signInBeside: () => how.signInBeside(),

  /** The page knows who is signed in: from now on a sign-in that ends is renewed here, since the page has something to lose. */
  enter: () => {
    entered = true;
  },

  /**
   * Makes an expired sign-in good again for all that wait for it. Where it takes the person, the page asks them, and this waits until
   * they have; it reports false before anybody was signed in, and when they would rather not.
   */
  renew(): Promise<boolean> {
    renewing ??= how
      .refresh()
      .then((good) => good || (entered && ask()))
      .finally(() => {
        renewing = null;
      });
    return renewing;
  },

  /** Tries whether the person has signed in meanwhile, and lets go on what waited. */
  async retry(): Promise<boolean> {
    if (!(await how.refresh())) return false;
    settle(true);
    return true;
  },

  giveUp: () => settle(false),

  /** Reports whether the page waits for the person to sign in again. */
  hasEnded: () => ended,

  watch(watcher: Watcher) {
    watchers.add(watcher);
    return () => {
      watchers.delete(watcher);
    };
  },

  async signOut() {
    entered = false;
    await how.signOut();
  },
};

function ask(): Promise<boolean> {
  return new Promise((resolve) => {
    resume = resolve;
    ended = true;
    tell();
  });
}

function settle(good: boolean) {
  ended = false;
  resume?.(good);
  resume = null;
  tell();
}
