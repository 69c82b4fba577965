import createFetchClient, { type Middleware } from "openapi-fetch";
import createClient from "openapi-react-query";
import { session } from "@/session";
import { apiBase } from "@/session/settings";
import { problemOf, unreachable } from "./problem";
import type { paths } from "./schema";

let restaurant = "";
let visit = "";

/** Whose data requests ask for from now on: a restaurant's slug, or "" for none; an operator's visit to it, if it is one. */
export function work(slug: string, visitId = "") {
  restaurant = slug;
  visit = visitId;
}

const longest = 30_000; // milliseconds for an answer to begin and end

/**
 * Sends a request as whoever is signed in. A sign-in that has ended is renewed, by hand if it has to be, and the request sent again:
 * whoever typed something does not lose it. It fails with a Problem.
 */
async function send(request: Request, limit = longest): Promise<Response> {
  const again = request.clone();
  const response = await attempt(request, limit);
  if (response.status !== 401) return response;
  if (!(await session.renew())) return response;
  return attempt(again, limit);
}

async function attempt(request: Request, limit: number): Promise<Response> {
  const headers = new Headers(request.headers);
  const { Authorization } = await session.proof();
  if (Authorization) headers.set("Authorization", Authorization);
  try {
    const signal = limit === Infinity ? request.signal : AbortSignal.any([request.signal, AbortSignal.timeout(limit)]);
    return await fetch(new Request(request, { headers, signal, credentials: "include" }));
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw unreachable(error);
  }
}

const named: Middleware = {
  onRequest({ request }) {
    if (restaurant !== "" && !request.headers.has("X-Tenant-ID")) request.headers.set("X-Tenant-ID", restaurant);
    if (visit !== "") request.headers.set("X-Visit-Id", visit);
    // A POST that is sent again, because the sign-in had ended or the network failed, happens once.
    if (request.method === "POST") request.headers.set("Idempotency-Key", crypto.randomUUID());
    return request;
  },
  async onResponse({ response }) {
    if (!response.ok) throw await problemOf(response);
    return response;
  },
};

/** The API, typed by its own document. Calls throw a Problem for whatever is not a success. */
export const client = createFetchClient<paths>({
  baseUrl: apiBase,
  fetch: (request) => send(request),
  querySerializer: { array: { style: "form", explode: false } }, // lists have commas between
});
client.use(named);

/** The API as TanStack Query's hooks. */
export const api = createClient(client);

/**
 * Sends a request that the generated client has no words for: files and streams, whose answers may take as long as they take. It throws
 * a Problem too.
 */
export async function ask(path: string, options: RequestInit = {}): Promise<Response> {
  const headers = new Headers(options.headers);
  if (restaurant !== "") headers.set("X-Tenant-ID", restaurant);
  if (visit !== "") headers.set("X-Visit-Id", visit);
  const response = await send(new Request(new URL(path, apiBase || location.origin), { ...options, headers }), Infinity);
  if (!response.ok) throw await problemOf(response);
  return response;
}
