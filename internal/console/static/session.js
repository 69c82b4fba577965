// Asking the API as whoever is signed in. The session is Clerk's cookie; no page keeps a token. Tokens live a minute: /session gets
// the browser another one, unseen where Clerk is on this origin, and by a walk over Clerk's pages elsewhere.

let tenant = ""; // the restaurant that was chosen, when there are several

export const work = (slug) => { tenant = slug; };

async function send(path, options) {
  const headers = { ...(options.body && { "Content-Type": "application/json" }), ...(tenant && { "X-Tenant-ID": tenant }) };
  const answer = await fetch(path, { ...options, headers }).catch(() => {
    throw new Error("The server could not be reached. Check your connection and try again.");
  });
  if (answer.ok) return answer;
  const body = await answer.json().catch(() => ({}));
  throw Object.assign(new Error(reason(body) || `The server answered ${answer.status}.`), { status: answer.status, code: body.code });
}

// reason is a failure in the API's words: a sentence, or the sentences about each field.
function reason(body) {
  return body.detail ?? Object.values(body).flat().filter((text) => typeof text === "string").join(" ");
}

// renew fails where somebody has to sign in, and where only a walk over Clerk's pages tells.
let renewing = null; // for all that are waiting
const renew = () => {
  renewing ??= fetch("/session?quiet=1").then((answer) => answer.ok, () => false).finally(() => { renewing = null; });
  return renewing;
};

// request gives the answer itself, for files.
export async function request(path, options = {}) {
  try {
    return await send(path, options);
  } catch (problem) {
    if (problem.status !== 401 || !(await renew())) throw problem;
    return send(path, options);
  }
}

export async function ask(path, options = {}) {
  const { body, ...rest } = options;
  const answer = await request(path, body === undefined ? rest : { ...rest, body: JSON.stringify(body) });
  return answer.status === 204 ? {} : answer.json();
}

const signIn = () => `/session?back=${encodeURIComponent(location.pathname + location.search)}`;

const LEFT = "left", UNFINISHED = "unfinished";

// leave goes to sign in and comes back to this page, where what was not finished can go on. It reports false when that was tried just
// now and did not help.
export function leave(unfinished) {
  if (Date.now() - Number(sessionStorage.getItem(LEFT)) < 10_000) return false;
  sessionStorage.setItem(LEFT, String(Date.now()));
  sessionStorage.setItem(UNFINISHED, JSON.stringify(unfinished ?? null));
  location.assign(signIn());
  return true;
}

// arrived gives what was under way when the browser left, once; null when nothing was, or when it is long ago.
export function arrived() {
  const recent = Date.now() - Number(sessionStorage.getItem(LEFT)) < 600_000;
  const found = JSON.parse(sessionStorage.getItem(UNFINISHED) ?? "null");
  for (const name of [LEFT, UNFINISHED]) sessionStorage.removeItem(name);
  return recent ? found : null;
}
