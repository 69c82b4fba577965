/// <reference types="vite/client" />

interface ImportMetaEnv {
  /** The API's origin, with or without /api, where the console is served from elsewhere. */
  readonly VITE_API_BASE_URL?: string;
  /** Makes the console use Clerk's components whatever the server says. */
  readonly VITE_CLERK_PUBLISHABLE_KEY?: string;
}
