// What the pages are made with.

export const at = (id) => document.getElementById(id);

export function element(tag, text = "", properties = {}) {
  const made = Object.assign(document.createElement(tag), properties);
  if (text) made.textContent = text;
  return made;
}

export function button(text, act, className = "") {
  const made = element("button", text, { type: "button", className });
  made.addEventListener("click", act);
  return made;
}

// say tells what happened, and what can be done about it. The reader is taken there: it may be out of sight.
export function say(text, { kind = "info", title = "", actions = [] } = {}) {
  const place = at("message");
  place.className = kind;
  place.setAttribute("role", kind === "bad" ? "alert" : "status");
  const parts = [title && element("strong", title), text && element("p", text)];
  if (actions.length > 0) {
    const row = element("div", "", { className: "actions" });
    row.append(...actions);
    parts.push(row);
  }
  place.replaceChildren(...parts.filter(Boolean));
  if (kind === "info") return;
  place.focus({ preventScroll: true });
  place.scrollIntoView({ block: "nearest" });
}

// facts fills a list of names and values; a value that is missing is left out.
export function facts(list, values) {
  const shown = Object.entries(values).filter(([, value]) => value);
  list.replaceChildren(...shown.map(([name, value]) => {
    const pair = element("div");
    pair.append(element("dt", name), element("dd", value));
    return pair;
  }));
}

export const money = (amount, currency) =>
  new Intl.NumberFormat("en-GB", { style: "currency", currency, currencyDisplay: "code", minimumFractionDigits: 2 }).format(amount);

export const day = (moment) => new Date(moment).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });

export const every = (interval) => (interval === "annually" ? "a year" : "a month");

// named is a card's brand, or what was paid with, as it begins a line.
export const named = (text) => text.replace(/^./, (letter) => letter.toUpperCase());

// validThrough is the month that is printed on a card, which is the one before the moment from which it is not good any more.
export function validThrough(expires) {
  const last = new Date(new Date(expires).getTime() - 86_400_000);
  return `${String(last.getUTCMonth() + 1).padStart(2, "0")}/${last.getUTCFullYear()}`;
}
