import type { Person } from "./people";

/** Numbers that look random and are the same every time. */
export function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const dishes = [
  "Jollof rice",
  "Waakye",
  "Banku and tilapia",
  "Red red",
  "Kelewele",
  "Fufu and light soup",
  "Chichinga",
  "Sobolo",
];
const first = [
  "Ama",
  "Kojo",
  "Yaa",
  "Kwame",
  "Efua",
  "Kwesi",
  "Abena",
  "Yaw",
  "Adwoa",
  "Kofi",
  "Akosua",
  "Fiifi",
  "Zainab",
  "Chidi",
  "Ngozi",
  "Léa",
];
const last = ["Mensah", "Owusu", "Boateng", "Asante", "Osei", "Adjei", "Appiah", "Okafor", "Diallo", "N’Diaye", "Addo", "Quaye"];

export const nameOf = (at: number) => ({
  first_name: first[at % first.length] ?? "",
  last_name: last[Math.floor(at / first.length) % last.length] ?? "",
});

/** Some days of a restaurant's trade up to now: orders that are busiest at noon and in the evening, payments and guests who look. */
export async function trade(owner: Person, days: number, perDay: number, seed = 1) {
  const roll = dice(seed);
  const now = Date.now();
  const events = [];
  for (let at = 0; at < days * perDay; at++) {
    const daysAgo = Math.floor(roll() * days);
    const rush = roll();
    const hour = rush < 0.4 ? 12 + roll() * 2.5 : rush < 0.85 ? 18 + roll() * 3.5 : 8 + roll() * 14;
    const moment = new Date(now - daysAgo * 86_400_000);
    moment.setUTCHours(0, 0, 0, 0);
    const occurred = moment.getTime() + hour * 3_600_000;
    if (occurred > now) continue;
    const kind = roll();
    const dish = dishes[Math.floor(roll() ** 2 * dishes.length)];
    const total = (20 + Math.floor(roll() * 180)).toFixed(2);
    const table = 1 + Math.floor(roll() * 14);
    const event_type = kind < 0.45 ? "order" : kind < 0.75 ? "menu_view" : kind < 0.95 ? "pos_transaction" : "customer";
    const data = { order: { total, table, dish }, menu_view: { dish }, pos_transaction: { amount: total, table }, customer: {} }[
      event_type
    ];
    events.push({ event_type, data, occurred_at: new Date(occurred).toISOString() });
  }
  for (let at = 0; at < events.length; at += 2_000) {
    const { refused } = await owner.ask<{ refused: number }>("POST", "/api/analytics/track/batch/", {
      events: events.slice(at, at + 2_000),
    });
    if (refused > 0) throw new Error(`${refused} events were refused`);
  }
}
