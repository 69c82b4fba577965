import { createParser } from "eventsource-parser";
import { useEffect, useState } from "react";
import { ask } from "@/api/client";
import { isProblem } from "@/api/problem";
import type { Event } from "@/api/types";

/** What the restaurant's day has come to so far. */
export type Counts = { day: string; events: number; by_type: { event_type: string; events: number; amount: string }[] };

export type LiveState = "connecting" | "live" | "away" | "refused";
type Live = { state: LiveState; events: readonly Event[]; counts: Counts | null };

const kept = 50; // events
const waits = [1_000, 2_000, 5_000, 15_000, 30_000]; // milliseconds before it is tried again

/** Watches what happens in the restaurant while it happens, as long as the page is in sight. */
export function useLive(enabled: boolean): Live {
  const [live, setLive] = useState<Live>({ state: "connecting", events: [], counts: null });
  const [visible, setVisible] = useState(() => document.visibilityState === "visible");
  useEffect(() => {
    const look = () => setVisible(document.visibilityState === "visible");
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, []);
  useEffect(() => {
    if (!enabled || !visible) return;
    const stop = new AbortController();
    void follow(setLive, stop.signal);
    return () => stop.abort();
  }, [enabled, visible]);
  return live;
}

type Set = (change: (before: Live) => Live) => void;

/** Goes on until it is stopped or refused: a view ends after some minutes, and with the server. */
async function follow(set: Set, signal: AbortSignal) {
  let failed = 0;
  let last = "";
  while (!signal.aborted) {
    try {
      const headers = { Accept: "text/event-stream", ...(last && { "Last-Event-ID": last }) };
      const response = await ask("/api/analytics/live/", { headers, signal });
      set((before) => ({ ...before, state: "live" }));
      failed = 0;
      last = (await read(response, set)) || last;
    } catch (error) {
      if (signal.aborted) return;
      if (isProblem(error) && error.status >= 400 && error.status < 500 && error.status !== 429) {
        set((before) => ({ ...before, state: "refused" }));
        return;
      }
      failed += 1;
    }
    if (failed > 0) set((before) => ({ ...before, state: "away" }));
    await pause(waits[Math.min(failed, waits.length - 1)] ?? 30_000, signal);
  }
}

/** Reads a view to its end, and gives the id of the last event that it showed. */
async function read(response: Response, set: Set): Promise<string> {
  let last = "";
  const parser = createParser({
    onEvent: ({ event, data, id }) => {
      if (id) last = id;
      if (event === "counts") set((before) => ({ ...before, counts: JSON.parse(data) as Counts }));
      if (event === "event") set((before) => ({ ...before, events: add(before.events, JSON.parse(data) as Event) }));
    },
  });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
    if (done) return last;
    parser.feed(value);
  }
}

/** Adds an event where it belongs: the newest first, each once. */
export function add(events: readonly Event[], event: Event): readonly Event[] {
  if (events.some((known) => known.id === event.id)) return events;
  const at = events.findIndex((known) => known.created_at <= event.created_at);
  const place = at < 0 ? events.length : at;
  return [...events.slice(0, place), event, ...events.slice(place)].slice(0, kept);
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
