import type { Settings } from "./config.js";
import { ApiError } from "./errors.js";
import { jitter, once } from "./request.js";

/** Something that happened in a restaurant. */
export interface ToolEvent {
	/** The restaurant: identity.tenantSchema, or its slug or id. */
	tenant: string;
	/** One of the platform's, such as "order", or one that the tool has registered. */
	type: string;
	/** What JSON makes an object of at most 32 KB of. */
	data?: Record<string, unknown>;
	/** Whose doing it was: identity.userId. */
	user?: number;
	/** Now when absent; no longer ago than the restaurant's plan keeps events. */
	occurredAt?: Date;
	/** A UUID; one is made when absent. An event that is sent twice under one id counts once. */
	id?: string;
}

export interface TrackerOptions {
	/** Events sent at once; 100 when absent, at most 10,000. */
	batchSize?: number;
	/** Milliseconds that an event waits for others; 1000 when absent. */
	flushEvery?: number;
	/** Events held at most, waiting and under way; 10,000 when absent. */
	queueSize?: number;
	/** Told of what goes wrong: with the events that are lost by it, or with none when they will be tried again. */
	onError?: (error: unknown, lost: readonly ToolEvent[]) => void;
}

export interface Stats {
	queued: number;
	delivered: number;
	duplicates: number;
	dropped: number;
}

interface Queued {
	event: ToolEvent;
	encoded: string;
	size: number;
}

const mostInBody = 4 << 20;
const mostData = 32 << 10;
const firstPause = 250;
const longestPause = 30_000;
const size = (text: string): number => new TextEncoder().encode(text).length;

/**
 * Tracker reports events in batches, in the background. An event is lost only when the console refuses it, when the queue is full, or
 * when the process ends before close: onError is told, and stats counts it.
 */
export class Tracker {
	#settings: Settings;
	#batchSize: number;
	#flushEvery: number;
	#queueSize: number;
	#onError: NonNullable<TrackerOptions["onError"]>;

	#queue: Queued[] = [];
	#sending = 0;
	#stats = { delivered: 0, duplicates: 0, dropped: 0 };
	#timer: ReturnType<typeof setTimeout> | undefined;
	#run: Promise<void> | undefined; // the sender at work
	#urgent = false;
	#closed = false;
	#over = false;
	#wake: (() => void) | undefined; // ends a pause

	constructor(settings: Settings, options: TrackerOptions = {}) {
		this.#settings = settings;
		this.#batchSize = Math.min(options.batchSize ?? 100, 10_000);
		this.#flushEvery = options.flushEvery ?? 1000;
		this.#queueSize = options.queueSize ?? 10_000;
		this.#onError = (error, lost) => {
			try {
				options.onError?.(error, lost);
			} catch (own) {
				queueMicrotask(() => {
					throw own; // the listener's own failure, which must not stop the sending
				});
			}
		};
	}

	/** track takes an event and returns at once: false when it was not taken, which onError has been told then. */
	track(event: ToolEvent): boolean {
		let queued: Queued;
		try {
			if (this.#closed) {
				throw new Error("the tracker is closed");
			}
			queued = encode(event, this.#settings.now());
			if (this.#queue.length + this.#sending >= this.#queueSize) {
				throw new Error("the tracker's queue is full");
			}
		} catch (error) {
			this.#lost(error, [event]);
			return false;
		}
		this.#queue.push(queued);
		this.#schedule();
		return true;
	}

	get stats(): Stats {
		return { queued: this.#queue.length + this.#sending, ...this.#stats };
	}

	/** flush sends what waits, and resolves when nothing is left. */
	async flush(): Promise<void> {
		while (this.#queue.length > 0 || this.#run) {
			this.#urgent = true;
			await (this.#run ?? this.#start());
			if (this.#over) {
				return;
			}
		}
	}

	/** close takes no more events and sends what waits, for so many milliseconds; what is left then is lost, and told. */
	async close(patience = 5000): Promise<void> {
		this.#closed = true;
		this.#wake?.();
		const timer = setTimeout(() => {
			this.#over = true;
			this.#wake?.();
		}, patience);
		await this.flush();
		clearTimeout(timer);
		clearTimeout(this.#timer);
		this.#over = true;
		if (this.#queue.length > 0) {
			this.#lost(new Error("the tracker is closed"), this.#queue.splice(0).map((q) => q.event));
		}
	}

	#schedule(): void {
		if (this.#run || this.#over || this.#queue.length === 0) {
			return;
		}
		if (this.#queue.length >= this.#batchSize || this.#urgent) {
			void this.#start();
			return;
		}
		this.#timer ??= setTimeout(() => void this.#start(true), this.#flushEvery);
	}

	#start(due = false): Promise<void> {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		this.#run ??= this.#send(due).finally(() => {
			this.#run = undefined;
			this.#urgent &&= this.#queue.length > 0;
			this.#schedule();
		});
		return this.#run;
	}

	/** send sends full batches, and what has waited long enough or somebody is in a hurry with. */
	async #send(due: boolean): Promise<void> {
		let left = due ? this.#queue.length : 0;
		while (!this.#over && this.#queue.length > 0 && (this.#queue.length >= this.#batchSize || left > 0 || this.#urgent || this.#closed)) {
			const batch = this.#nextBatch();
			left -= batch.length;
			await this.#deliver(batch);
		}
	}

	/** nextBatch takes events of one restaurant, that of the oldest event: a request is for one restaurant. */
	#nextBatch(): Queued[] {
		const tenant = this.#queue[0]?.event.tenant;
		const batch: Queued[] = [];
		let bytes = 0;
		this.#queue = this.#queue.filter((q) => {
			const fits = q.event.tenant === tenant && batch.length < this.#batchSize && bytes + q.size < mostInBody;
			if (fits) {
				batch.push(q);
				bytes += q.size + 1;
			}
			return !fits;
		});
		this.#sending += batch.length;
		return batch;
	}

	/** deliver sends a batch until it is stored or refused. What is under way when the tracker ends goes back to the queue. */
	async #deliver(events: Queued[]): Promise<void> {
		let batch = events;
		for (let attempt = 0; batch.length > 0; attempt++) {
			try {
				await this.#post(batch);
				return;
			} catch (error) {
				if (error instanceof ApiError && !error.temporary && error.status !== 401) {
					batch = await this.#withoutRefused(batch, error);
					attempt = -1;
					continue;
				}
				this.#onError(error, []);
				await this.#pause(attempt, error);
			}
			if (this.#over) {
				this.#sending -= batch.length;
				this.#queue.unshift(...batch);
				return;
			}
		}
	}

	async #post(batch: Queued[]): Promise<void> {
		const { body } = await once(this.#settings, {
			method: "POST",
			path: "/api/analytics/track/batch/",
			type: "application/json",
			body: `{"events":[${batch.map((q) => q.encoded).join(",")}]}`,
			tenant: batch[0]?.event.tenant ?? "",
		});
		const { gone, why } = refused(batch, body["results"]);
		const stored = batch.length - gone.length;
		this.#sending -= stored;
		this.#stats.delivered += stored;
		this.#stats.duplicates += Number(body["duplicates"] ?? 0);
		if (gone.length > 0) {
			this.#drop(why, gone);
		}
	}

	/**
	 * withoutRefused drops the events that the console refuses, and gives those that it may still take, of a batch of which it has stored
	 * nothing. Where it does not say which they are, the halves are tried by themselves.
	 */
	async #withoutRefused(batch: Queued[], error: ApiError): Promise<Queued[]> {
		const wrong = new Set(Object.keys(error.fields).map((field) => Number(/^events\[(\d+)\]/.exec(field)?.[1] ?? -1)));
		const gone = batch.filter((_, i) => wrong.has(i));
		if (gone.length > 0) {
			this.#drop(error, gone);
			return batch.filter((_, i) => !wrong.has(i));
		}
		if (batch.length > 1 && (error.status === 400 || error.status === 413)) {
			const half = batch.length >> 1;
			await this.#deliver(batch.slice(0, half));
			return batch.slice(half);
		}
		this.#drop(error, batch);
		return [];
	}

	#drop(error: unknown, gone: Queued[]): void {
		this.#sending -= gone.length;
		this.#lost(error, gone.map((q) => q.event));
	}

	#lost(error: unknown, events: ToolEvent[]): void {
		this.#stats.dropped += events.length;
		this.#onError(error, events);
	}

	/** pause waits before the next try. Closing cuts short what was begun before. */
	async #pause(attempt: number, error: unknown): Promise<void> {
		if (this.#over) {
			return;
		}
		const pause = jitter(Math.min(firstPause * 2 ** Math.min(attempt, 10), longestPause));
		const wait = Math.max(pause, error instanceof ApiError ? error.retryAfter : 0);
		await new Promise<void>((resolve) => {
			const timer = setTimeout(resolve, wait);
			this.#wake = () => {
				clearTimeout(timer);
				resolve();
			};
		});
		this.#wake = undefined;
	}
}

/** What the console says of one event of a batch. One that takes all of a batch or nothing says nothing. */
interface Result {
	status: string;
	errors?: Record<string, string[]>;
}

/** refused are the events that the console has not stored, and why, in the words of a batch of which it stores nothing. */
function refused(batch: Queued[], results: unknown): { gone: Queued[]; why: ApiError } {
	const fields: Record<string, string[]> = {};
	const said = Array.isArray(results) ? (results as Result[]) : [];
	const gone = batch.filter((_, i) => {
		const result = said[i];
		if (result?.status !== "refused") {
			return false;
		}
		for (const [field, messages] of Object.entries(result.errors ?? {})) {
			fields[`events[${i}].${field}`] = messages;
		}
		return true;
	});
	return { gone, why: new ApiError(400, "invalid", "", fields) };
}

function encode(event: ToolEvent, now: number): Queued {
	if (!event.tenant) {
		throw new TypeError("the event does not name its restaurant");
	}
	if (!/^[a-z0-9_.:-]{1,100}$/.test(event.type) || event.type.includes("\n")) {
		throw new TypeError("the event's type must be 1 to 100 of a-z 0-9 _ . : -");
	}
	const data = JSON.stringify(event.data ?? {}) ?? "";
	if (!data.startsWith("{")) {
		throw new TypeError("the event's data is no JSON object");
	}
	if (size(data) > mostData) {
		throw new RangeError("the event's data has more than 32 KB");
	}
	const complete = { ...event, id: event.id ?? newId(now) };
	const about = { id: complete.id, event_type: event.type, user: event.user, occurred_at: (event.occurredAt ?? new Date(now)).toISOString() };
	const encoded = `${JSON.stringify(about).slice(0, -1)},"data":${data}}`;
	return { event: complete, encoded, size: size(encoded) };
}

/** newId makes a UUID of version 7 (RFC 9562): later ones sort later, which databases like. */
function newId(now: number): string {
	const random = crypto.randomUUID(); // of version 4; the first twelve digits and the version become others
	const time = Math.floor(now).toString(16).padStart(12, "0");
	return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(15)}`;
}
