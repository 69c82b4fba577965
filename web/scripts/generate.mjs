// Writes src/api/schema.d.ts, the types of the API, from its own document.
import { readFile, writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";

const at = (path) => new URL(path, import.meta.url);

/** Answers may gain fields, so the document leaves all objects open. Here only what it names may be used. */
function close(schema) {
  if (schema === null || typeof schema !== "object") return;
  if (schema.properties && schema.additionalProperties === true) delete schema.additionalProperties;
  for (const inner of Object.values(schema)) close(inner);
}

const document = JSON.parse(await readFile(at("../../docs/openapi.json"), "utf8"));
close(document);
const types = await openapiTS(document, { alphabetize: true });
await writeFile(
  at("../src/api/schema.d.ts"),
  `// Generated from docs/openapi.json by \`npm run generate\`.\n\n${astToString(types)}`,
);
