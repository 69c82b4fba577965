import i18next, { type BackendModule, type ResourceKey } from "i18next";
import { initReactI18next } from "react-i18next";

/** The languages that the console speaks, each by its own name. */
export const languages = { en: "English", fr: "Français" } as const;
export type Language = keyof typeof languages;

const isLanguage = (tag: string): tag is Language => tag in languages;

const kept = "language";

/** What the person chose, or else the first of the browser's languages that there is. */
function preferred(): Language {
  const wanted = [localStorage.getItem(kept) ?? "", ...navigator.languages].map((tag) => tag.slice(0, 2));
  return wanted.find(isLanguage) ?? "en";
}

// A feature's texts lie with it, and are loaded with its first page.
const files = {
  ...import.meta.glob<{ default: ResourceKey }>("../features/*/texts/*.json"),
  ...import.meta.glob<{ default: ResourceKey }>("./texts/*.json"),
};

const backend: BackendModule = {
  type: "backend",
  init: () => {},
  read(language, namespace, done) {
    const load = files[namespace === "common" ? `./texts/${language}.json` : `../features/${namespace}/texts/${language}.json`];
    if (!load) done(new Error(`there are no texts ${namespace} in ${language}`), null);
    else
      void load().then(
        ({ default: texts }) => done(null, texts),
        (error) => done(error, null),
      );
  },
};

/** Ends when the texts that every page needs are there. */
export async function startTexts() {
  await i18next
    .use(backend)
    .use(initReactI18next)
    .init({
      lng: preferred(),
      fallbackLng: false, // a test sees to it that both have all texts
      ns: ["common"],
      defaultNS: "common",
      interpolation: { escapeValue: false }, // React escapes
      returnNull: false,
    });
  document.documentElement.lang = i18next.language;
}

export async function speak(language: Language) {
  localStorage.setItem(kept, language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

export const language = () => i18next.language as Language;

/** Loads the texts of a feature before its page is shown. */
export const loadTexts = (...names: string[]) => i18next.loadNamespaces(names);
