import type { TFunction } from "i18next";

/** What the platform's own tools are for, as the API stores it. */
const written: Readonly<Record<string, string>> = {
  pos: "Take orders and payments at the counter and the table.",
  menu: "Digital menus that guests open with a QR code.",
  cms: "The restaurant's website and its content.",
};

/** What a tool is for: in the person's language as long as it is what it began with, or else as an operator wrote it. */
export function toolText(t: TFunction<"tools">, { slug, description }: { slug: string; description: string }): string {
  return written[slug] === description ? t(`description.${slug as "pos" | "menu" | "cms"}`) : description;
}
