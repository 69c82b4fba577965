import type { Settings } from "./config.js";
import { ApiError, parseObject, readFailure, UnavailableError } from "./errors.js";

/** A request to the console. */
export interface Call {
	method: "GET" | "POST";
	path: string;
	type?: string;
	body?: string;
	/** X-Tenant-ID. */
	tenant?: string;
	/** Without the tool's credentials. */
	anonymous?: boolean;
	/** Doing it twice is doing it once. */
	repeatable?: boolean;
}

export interface Answer {
	headers: Headers;
	body: Record<string, unknown>;
}

const mostTries = 3;
const firstPause = 100;
const longestPause = 2000;

/** ask sends a call, again where that is safe and may help. */
export async function ask(settings: Settings, call: Call): Promise<Answer> {
	for (let attempt = 1; ; attempt++) {
		try {
			return await once(settings, call);
		} catch (error) {
			const pause = pauseBefore(call, error, attempt);
			if (pause === undefined) {
				throw error;
			}
			await sleep(pause);
		}
	}
}

/** pauseBefore is how long to wait before sending a call once more; undefined: do not. */
function pauseBefore(call: Call, error: unknown, attempt: number): number | undefined {
	if (attempt >= mostTries) {
		return undefined;
	}
	const pause = jitter(firstPause * 2 ** (attempt - 1));
	if (!(error instanceof ApiError)) {
		return call.repeatable || neverArrived(error) ? pause : undefined;
	}
	// 429 says that nothing was done; of the others one cannot know.
	if (error.status !== 429 && !(error.temporary && call.repeatable)) {
		return undefined;
	}
	const wait = Math.max(pause, error.retryAfter);
	return wait <= longestPause ? wait : undefined;
}

/** neverArrived is true of failures to connect: nothing of the request was sent. */
function neverArrived(error: unknown): boolean {
	for (let e = error; e instanceof Error; e = e.cause) {
		if ((e as { code?: unknown }).code === "ECONNREFUSED") {
			return true;
		}
	}
	return false;
}

/** jitter spreads those who failed together, so that they do not come back together. */
export function jitter(pause: number): number {
	return pause * (0.25 + 0.75 * Math.random());
}

export function sleep(ms: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, ms));
}

/** once sends a call without a second try. */
export async function once(settings: Settings, call: Call): Promise<Answer> {
	let response: Response;
	let text: string;
	try {
		response = await settings.fetch(settings.baseUrl + call.path, {
			method: call.method,
			headers: headersOf(settings, call),
			// Credentials go to the console and nowhere else.
			redirect: "manual",
			signal: AbortSignal.timeout(settings.timeout),
			...(call.body === undefined ? {} : { body: call.body }),
		});
		text = await response.text();
	} catch (cause) {
		throw new UnavailableError(`${call.method} ${call.path}: no answer`, { cause });
	}
	if (!response.ok) {
		throw readFailure(response.status, response.headers, text);
	}
	const body = parseObject(text || "{}");
	if (!body) {
		throw new UnavailableError(`${call.method} ${call.path}: its answer is not what it should be`);
	}
	return { headers: response.headers, body };
}

function headersOf(settings: Settings, call: Call): Record<string, string> {
	const headers: Record<string, string> = { Accept: "application/json" };
	if (call.type) {
		headers["Content-Type"] = call.type;
	}
	if (call.tenant) {
		headers["X-Tenant-ID"] = call.tenant;
	}
	if (settings.clientId && !call.anonymous) {
		// As RFC 6749, section 2.3.1, asks: encoded like a form's fields, which changes nothing in ours.
		const pair = `${encodeURIComponent(settings.clientId)}:${encodeURIComponent(settings.clientSecret)}`;
		headers["Authorization"] = `Basic ${btoa(pair)}`;
	}
	return headers;
}
