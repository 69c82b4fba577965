// Amounts are the API's decimal strings, such as "1500.00". They are compared and divided as whole numbers, never as binary fractions.

const shape = /^(-?)(\d+)(?:\.(\d+))?$/;
const places = 4; // more than any currency has

function whole(amount: string): bigint {
  const [, sign = "", units = "0", rest = ""] = shape.exec(amount) ?? [];
  const value = BigInt(units + rest.padEnd(places, "0").slice(0, places));
  return sign === "-" ? -value : value;
}

export const isZero = (amount: string) => whole(amount) === 0n;

export const isNegative = (amount: string) => whole(amount) < 0n;

/** Reports whether a is less than b; both are of one currency. */
export const isLess = (a: string, b: string) => whole(a) < whole(b);

/** How many months a year's price leaves out, 0 where that is no whole number of them. */
export function monthsFree(month: string, year: string): number {
  const each = whole(month);
  if (each <= 0n) return 0;
  const saved = each * 12n - whole(year);
  return saved > 0n && saved % each === 0n ? Number(saved / each) : 0;
}
