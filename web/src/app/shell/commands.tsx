import type { ReactNode } from "react";

/** Something that Ctrl-K finds. */
export type Command = {
  group: string;
  label: string;
  icon?: ReactNode;
  /** Words by which it is found as well. */
  words?: string[];
  run: () => void;
};

/** What Ctrl-K asks the server for, beside the commands that are known. */
export type Find = {
  group: string;
  /** What can be typed. */
  hint: string;
  ask: (text: string, signal: AbortSignal) => Promise<Command[]>;
};
