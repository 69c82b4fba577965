/** How somebody is signed in. Nothing of it is kept where scripts of other pages, or the next visitor, could read it. */
export type Session = {
  /** Headers that prove who asks; none where a cookie does. */
  proof(): Promise<{ Authorization?: string }>;
  /** Reports whether somebody is signed in, without a request that fails where nobody is. */
  isIn(): Promise<boolean>;
  /** Makes an expired sign-in good again, unseen if it can be. It reports false where somebody has to sign in. */
  refresh(): Promise<boolean>;
  /** Leads to where somebody signs in, and back to an address of the console. */
  signIn(back: string): void;
  /** Opens signing in beside this page, which stays as it is. */
  signInBeside(): void;
  /** Ends the sign-in, and leads to the sign-in page. */
  signOut(): Promise<void>;
};
