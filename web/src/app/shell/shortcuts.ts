import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import type { Destination } from "./frame";

const pause = 1_000; // milliseconds that a second key may take

/** Keys that work on every page, but where somebody types: Ctrl-K, "?" and "g" with a page's letter. */
export function useShortcuts(pages: Destination[], open: { palette: () => void; help: () => void }) {
  const navigate = useNavigate();
  const now = useRef({ pages, open });
  useEffect(() => {
    now.current = { pages, open };
  });
  useEffect(() => {
    let wentAt = 0;
    const press = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        now.current.open.palette();
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (event.key === "?") now.current.open.help();
      const page = now.current.pages.find((page) => page.letter === event.key);
      if (page && event.timeStamp - wentAt < pause) {
        event.preventDefault();
        if (page.href) location.assign(page.href);
        else void navigate(page.to as Parameters<typeof navigate>[0]);
      }
      wentAt = event.key === "g" ? event.timeStamp : 0;
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [navigate]);
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.closest('[role="dialog"]') !== null
  );
}
