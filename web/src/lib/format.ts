import i18next from "i18next";

type Formatter = Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat | Intl.ListFormat;

// Formatters cost far more to make than to use.
const made = new Map<string, Formatter>();

function once<T extends Formatter>(key: string, make: (language: string) => T): T {
  const full = `${i18next.language} ${key}`;
  const found = made.get(full) ?? make(regional(i18next.language));
  made.set(full, found);
  return found as T;
}

/** The language as it is written where the person lives, such as en-GB, as far as the browser says. */
const regional = (language: string) => navigator.languages.find((tag) => tag.startsWith(`${language}-`)) ?? language;

/** A decimal string of the API's, such as "1500.00", as money; exact, since it is never a binary number. */
export function money(amount: string, currency: string, options: { whole?: boolean } = {}): string {
  const whole = options.whole && /\.0+$/.test(amount);
  const format = once(
    `money ${currency} ${whole}`,
    (l) =>
      new Intl.NumberFormat(l, {
        style: "currency",
        currency,
        currencyDisplay: "narrowSymbol",
        ...(whole && { maximumFractionDigits: 0 }),
      }),
  );
  return format.format(amount as Intl.StringNumericLiteral);
}

export const number = (value: number) => once("number", (l) => new Intl.NumberFormat(l)).format(value);

export const compact = (value: number) =>
  once("compact", (l) => new Intl.NumberFormat(l, { notation: "compact", maximumFractionDigits: 1 })).format(value);

/** Some names as a sentence has them, such as "POS, Menu and CMS". */
export const listed = (names: readonly string[]) => once("list", (l) => new Intl.ListFormat(l)).format(names);

/** A share of one, such as 0.125. */
export const percent = (share: number) =>
  once("percent", (l) => new Intl.NumberFormat(l, { style: "percent", maximumFractionDigits: 1 })).format(share);

/** A share with its sign, for what grew or shrank. */
export const change = (share: number) =>
  once(
    "change",
    (l) => new Intl.NumberFormat(l, { style: "percent", maximumFractionDigits: 0, signDisplay: "exceptZero" }),
  ).format(share);

type Moment = string | Date;

const dateOf = (moment: Moment) => (typeof moment === "string" ? new Date(moment) : moment);

/** A day that has no time of day and no zone, such as "2026-11-27". */
export const plainDay = (day: string, style: "medium" | "long" = "medium") =>
  once(`plain ${style}`, (l) => new Intl.DateTimeFormat(l, { dateStyle: style, timeZone: "UTC" })).format(
    new Date(`${day}T00:00:00Z`),
  );

/** The day of a moment, by the clocks of the restaurant where its zone is given, or else the browser's. */
export const day = (moment: Moment, timeZone?: string, style: "short" | "medium" | "long" = "medium") =>
  once(
    `day ${style} ${timeZone}`,
    (l) =>
      new Intl.DateTimeFormat(l, {
        ...(style === "short" ? { day: "numeric", month: "short" } : { dateStyle: style }),
        timeZone,
      }),
  ).format(dateOf(moment));

export const dayAndTime = (moment: Moment, timeZone?: string) =>
  once(`moment ${timeZone}`, (l) => new Intl.DateTimeFormat(l, { dateStyle: "medium", timeStyle: "short", timeZone })).format(
    dateOf(moment),
  );

export const time = (moment: Moment, timeZone?: string) =>
  once(`time ${timeZone}`, (l) => new Intl.DateTimeFormat(l, { timeStyle: "short", timeZone })).format(dateOf(moment));

const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
];

/** How long ago or ahead a moment is, such as "3 hours ago". */
export function ago(moment: Moment, now: number): string {
  const seconds = Math.round((dateOf(moment).getTime() - now) / 1000);
  const [unit, size] = steps.find(([, size]) => Math.abs(seconds) >= size) ?? (["second", 1] as const);
  const format = once("ago", (l) => new Intl.RelativeTimeFormat(l, { numeric: "auto" }));
  return format.format(Math.trunc(seconds / size), unit);
}

/** A day of the week, from 1 for Monday to 7. */
export const weekday = (at: number) =>
  once("weekday", (l) => new Intl.DateTimeFormat(l, { weekday: "short", timeZone: "UTC" })).format(
    new Date(Date.UTC(2024, 0, at)),
  );
