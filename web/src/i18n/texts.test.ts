import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const source = fileURLToPath(new URL("..", import.meta.url));
const folders = readdirSync(source, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith("texts"));

type Texts = { [name: string]: string | Texts };

/** All texts of a file by their whole names. */
function flat(texts: Texts, prefix = ""): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of Object.entries(texts)) {
    if (typeof value === "string") found.set(prefix + name, value);
    else for (const [inner, text] of flat(value, `${prefix}${name}.`)) found.set(inner, text);
  }
  return found;
}

const read = (folder: string, language: string) =>
  flat(JSON.parse(readFileSync(`${source}${folder}/${language}.json`, "utf8")) as Texts);

const form = /_(?:zero|one|two|few|many|other)$/;
const names = (texts: Map<string, string>) => [...new Set([...texts.keys()].map((name) => name.replace(form, "")))].sort();
const gaps = (text: string) => [...text.matchAll(/\{\{\s*(\w+)/g)].map(([, name]) => name).sort();

test.each(folders)("%s says in French what it says in English", (folder) => {
  const english = read(folder, "en");
  const french = read(folder, "fr");
  expect(names(french)).toEqual(names(english));
  for (const [name, text] of english) {
    const other = french.get(name);
    expect(text, name).not.toBe("");
    if (other !== undefined && !form.test(name)) expect(gaps(other), name).toEqual(gaps(text));
  }
});

// What a number takes in a language is the language's own: French says millions in a form of their own.
test.each(folders)("%s has every form that a number takes", (folder) => {
  for (const [language, forms] of Object.entries({ en: ["one", "other"], fr: ["one", "many", "other"] })) {
    const texts = read(folder, language);
    for (const name of [...texts.keys()].filter((name) => name.endsWith("_other"))) {
      const base = name.replace(form, "");
      expect([...texts.keys()], `${language} ${base}`).toEqual(expect.arrayContaining(forms.map((which) => `${base}_${which}`)));
    }
  }
});
