/** What the server says with the page, or a build of its own with its environment. */
export type Settings = { clerk_publishable_key?: string; sign_out_url?: string; version: string; signed_in_for?: number };

function told(): Settings {
  const content = document.querySelector<HTMLMetaElement>('meta[name="settings"]')?.content ?? "";
  if (content.startsWith("{")) return JSON.parse(content) as Settings;
  return { version: "dev" }; // the page was not served by the API
}

const settings = told();

/** Where the API is: "" for the origin that the page comes from. */
export const apiBase = (import.meta.env.VITE_API_BASE_URL ?? "").replace(/\/(?:api\/?)?$/, "");
export const clerkPublishableKey = import.meta.env.VITE_CLERK_PUBLISHABLE_KEY || settings.clerk_publishable_key || "";
export const signOutUrl = settings.sign_out_url ?? `/sandbox/clerk/sign-out`;
export const version = settings.version;

/** For the style sheets that libraries add while they run; the server's policy refuses those without. */
export const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? "";

/** For how many seconds somebody was signed in when the page was served; undefined where its server does not know. */
export const signedInFor = settings.signed_in_for;
