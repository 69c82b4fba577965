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
