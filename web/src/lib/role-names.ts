import i18next from "i18next";

/** The roles that every restaurant begins with, as the API stores them. */
const builtIn = {
  owner: { name: "Owner", text: "May do everything." },
  manager: { name: "Manager", text: "Runs the restaurant from day to day." },
  waiter: { name: "Waiter", text: "Serves guests: takes orders and looks after the tables." },
} as const;
type Key = keyof typeof builtIn;

const names = new Map<string, Key>();
const texts = new Map<string, Key>();
for (const key of Object.keys(builtIn) as Key[]) {
  names.set(builtIn[key].name, key);
  texts.set(builtIn[key].text, key);
}

/** A role's name in the person's language, as long as it is the one that it began with. It is no hook: long lists call it in each row. */
export function roleName(name: string): string {
  const key = names.get(name);
  return key ? i18next.t(`roles.${key}.name`) : name;
}

/** What a role is for, likewise. */
export function roleText(text: string): string {
  const key = texts.get(text);
  return key ? i18next.t(`roles.${key}.text`) : text;
}
