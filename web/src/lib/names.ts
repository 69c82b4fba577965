import { type ClassValue, clsx } from "clsx";
import { extendTailwindMerge } from "tailwind-merge";

const merge = extendTailwindMerge({ extend: { classGroups: { "font-size": [{ text: ["2xs", "title", "display"] }] } } });

/** Joins class names; of two that contradict each other the later one counts. */
export const cn = (...names: ClassValue[]) => merge(clsx(names));
