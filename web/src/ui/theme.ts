import { setNonce } from "get-nonce";
import { useSyncExternalStore } from "react";
import { nonce } from "@/session/settings";

/** Light, dark, or what the machine is set to. */
export type Theme = "light" | "dark" | "system";

const kept = "theme";
const watchers = new Set<() => void>();

function current(): Theme {
  const value = localStorage.getItem(kept);
  return value === "light" || value === "dark" ? value : "system";
}

function show() {
  const theme = current();
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

export function startTheme() {
  setNonce(nonce); // for the style sheet that locks scrolling while a dialog is open
  show();
}

export function setTheme(theme: Theme) {
  if (theme === "system") localStorage.removeItem(kept);
  else localStorage.setItem(kept, theme);
  show();
  for (const watcher of watchers) watcher();
}

export const useTheme = () =>
  useSyncExternalStore((watcher) => {
    watchers.add(watcher);
    return () => watchers.delete(watcher);
  }, current);
