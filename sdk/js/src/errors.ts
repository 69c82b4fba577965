/** A launch token that opens nothing here: forged, expired, used already, revoked, or another tool's. */
export class InvalidTokenError extends Error {
	override name = "InvalidTokenError";
}

/** The console does not answer, or not with anything that makes sense. */
export class UnavailableError extends Error {
	override name = "UnavailableError";
}

/** A failure that the console answered. */
export class ApiError extends Error {
	override name = "ApiError";
	constructor(
		/** Of HTTP. */
		readonly status: number,
		/** A stable word, such as "not_granted"; "" when the answer had none. */
		readonly code: string,
		message: string,
		/** For 400: what is wrong with the input, by field. */
		readonly fields: Readonly<Record<string, readonly string[]>> = {},
		/** For 429 and 503: milliseconds after which trying again makes sense; 0: not said. */
		readonly retryAfter = 0,
	) {
		super(`the console answered ${status}${code && ` ${code}`}${message && `: ${message}`}`);
	}

	/** Whether it may go away by waiting. */
	get temporary(): boolean {
		return this.status === 429 || this.status === 408 || this.status >= 500;
	}

	/** Whether the console does not accept the tool's client id and secret. */
	get invalidClient(): boolean {
		return this.code === "invalid_client";
	}
}

const longestWait = 5 * 60_000;

/** readFailure understands the console's two shapes of failures: a sentence with a code, and messages by field. */
export function readFailure(status: number, headers: Headers, body: string): ApiError {
	const seconds = Number(headers.get("retry-after") ?? "");
	const wait = seconds > 0 ? Math.min(seconds * 1000, longestWait) : 0;
	const said = parseObject(body);
	const message = said?.["detail"] ?? said?.["error"];
	if (typeof message === "string") {
		return new ApiError(status, typeof said?.["code"] === "string" ? said["code"] : "", message, {}, wait);
	}
	if (status === 400 && said && Object.values(said).every(Array.isArray)) {
		return new ApiError(status, "invalid", JSON.stringify(said), said as Record<string, string[]>, wait);
	}
	return new ApiError(status, "", "", {}, wait);
}

/** parseObject is the JSON object of a text, undefined when it is none. */
export function parseObject(text: string): Record<string, unknown> | undefined {
	try {
		const value: unknown = JSON.parse(text);
		return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
	} catch {
		return undefined;
	}
}
