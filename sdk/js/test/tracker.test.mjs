import assert from "node:assert/strict";
import { test } from "node:test";
import { Console } from "./console.mjs";

const batch = "/api/analytics/track/batch/";
const event = (n, more = {}) => ({ tenant: "mama", type: "sold", user: 7, data: { n }, ...more });

/** tracker is one of a console's, with what it tells. */
function trackerOf(console, options = {}) {
	const told = { errors: [], lost: [] };
	const tracker = console.client().tracker({
		...options,
		onError: (error, lost) => {
			told.errors.push(error);
			told.lost.push(...lost);
		},
	});
	return { tracker, told };
}

const trackAll = (tracker, count) => Array.from({ length: count }, (_, n) => assert.ok(tracker.track(event(n))));

test("events go out in batches", async (t) => {
	const console = await Console.start(t);
	const { tracker } = trackerOf(console, { flushEvery: 20 });
	trackAll(tracker, 250);
	while (console.events.size < 250) {
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
	assert.equal(console.asked[batch], 3);
	await tracker.flush();
	assert.deepEqual(tracker.stats, { queued: 0, delivered: 250, duplicates: 0, dropped: 0 });
	tracker.track(event(1, { occurredAt: new Date("2026-03-01T12:00:00Z"), id: "01920000-0000-7000-8000-000000000001" }));
	await tracker.flush();
	assert.deepEqual(console.events.get("01920000-0000-7000-8000-000000000001"), {
		id: "01920000-0000-7000-8000-000000000001", event_type: "sold", user: 7, occurred_at: "2026-03-01T12:00:00.000Z", data: { n: 1 },
	});
	for (const id of console.events.keys()) {
		assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
	}
});

test("events that make no sense are refused at once", async (t) => {
	const console = await Console.start(t);
	const { tracker, told } = trackerOf(console);
	const loop = {};
	loop.loop = loop;
	for (const bad of [{ tenant: "" }, { type: "" }, { type: "Order" }, { type: "x\n" }, { data: [] }, { data: loop }, { data: { a: "é".repeat(17 << 10) } }]) {
		assert.equal(tracker.track(event(1, bad)), false);
	}
	await tracker.close();
	assert.equal(tracker.track(event(1)), false, "closed");
	assert.equal(told.lost.length, 8);
	assert.equal(tracker.stats.dropped, 8);
	assert.equal(console.events.size, 0);
});

test("one bad event, and one bad restaurant, cost the others nothing", async (t) => {
	const console = await Console.start(t);
	const { tracker, told } = trackerOf(console);
	for (let n = 0; n < 10; n++) {
		tracker.track(event(n, n % 4 === 3 ? { user: 999 } : {}));
		tracker.track(event(n, { tenant: "elsewhere" }));
	}
	await tracker.flush();
	assert.deepEqual(tracker.stats, { queued: 0, delivered: 8, duplicates: 0, dropped: 12 });
	assert.equal(told.lost.filter((e) => e.user === 999).length, 2);

	console.intercept = ({ body, answer }) => {
		const status = body.includes('"n":5}') ? 400 : body.split("event_type").length > 5 ? 413 : 0;
		return status !== 0 && (answer(status, { detail: "No.", code: "x" }) ?? true);
	};
	trackAll(tracker, 10);
	await tracker.close();
	assert.equal(tracker.stats.delivered, 17, "where it is not said which, the halves are tried");
	assert.equal(tracker.stats.dropped, 13);
});

test("what is refused of a batch is told, whether the others are stored by then or not", async (t) => {
	for (const [allOrNothing, requests] of [[false, 1], [true, 2]]) {
		const console = await Console.start(t);
		console.allOrNothing = allOrNothing;
		const { tracker, told } = trackerOf(console);
		for (let n = 0; n < 10; n++) {
			tracker.track(event(n, n % 4 === 3 ? { user: 999 } : {}));
		}
		await tracker.close();
		assert.equal(console.asked[batch], requests);
		assert.equal(console.events.size, 8);
		assert.deepEqual(tracker.stats, { queued: 0, delivered: 8, duplicates: 0, dropped: 2 });
		assert.deepEqual(told.lost.map((e) => e.data.n), [3, 7]);
	}
});

test("events wait for the console, and are not stored twice", async (t) => {
	const console = await Console.start(t);
	const { tracker, told } = trackerOf(console);
	let tries = 0;
	console.intercept = ({ response, answer, body }) => {
		switch (++tries) {
			case 1:
				return answer(429, { detail: "Slowly.", code: "throttled" }, { "Retry-After": "1" }) ?? true;
			case 2: // it was stored, and the answer got lost
				for (const e of JSON.parse(body).events) {
					console.events.set(e.id, e);
				}
				return response.destroy() ?? true;
			default:
				return false;
		}
	};
	const began = Date.now();
	trackAll(tracker, 10);
	await tracker.flush();
	assert.ok(Date.now() - began >= 1000, "it waited as long as it was told");
	assert.deepEqual(tracker.stats, { queued: 0, delivered: 10, duplicates: 10, dropped: 0 });
	assert.equal(console.events.size, 10);
	assert.equal(told.errors.length, 2);
	assert.equal(told.lost.length, 0);
});

test("the queue is bounded, and closing gives up in time", async (t) => {
	const console = await Console.start(t);
	const { tracker, told } = trackerOf(console, { queueSize: 150 });
	console.intercept = ({ answer }) => answer(503, { detail: "Away.", code: "unavailable" }, { "Retry-After": "3600" }) ?? true;
	trackAll(tracker, 150);
	assert.equal(tracker.track(event(150)), false);
	assert.equal(tracker.stats.dropped, 1);
	const began = Date.now();
	await tracker.close(200);
	assert.ok(Date.now() - began < 2000);
	assert.deepEqual(tracker.stats, { queued: 0, delivered: 0, duplicates: 0, dropped: 151 });
	assert.equal(told.lost.length, 151);
});

test("closing does not wait for a pause that was begun before", async (t) => {
	const console = await Console.start(t);
	const { tracker } = trackerOf(console, { flushEvery: 1 });
	let refused;
	const first = new Promise((resolve) => (refused = resolve));
	console.intercept = ({ answer }) => {
		refused();
		return answer(503, { detail: "Away.", code: "unavailable" }, { "Retry-After": "60" }) ?? true;
	};
	trackAll(tracker, 1);
	await first;
	while (tracker.stats.queued !== 1) {
		await new Promise((resolve) => setTimeout(resolve, 1));
	}
	await new Promise((resolve) => setTimeout(resolve, 50));
	console.intercept = undefined;
	await tracker.close();
	assert.equal(console.events.size, 1);
});
