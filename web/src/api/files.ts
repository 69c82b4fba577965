import { ask } from "./client";

/** Has the browser keep a file that the API answers with, under the name that the API gives it. */
export async function download(path: string, otherwise: string) {
  const response = await ask(path);
  const name = /filename="?([^";]+)"?/.exec(response.headers.get("Content-Disposition") ?? "")?.[1];
  save(await response.blob(), name ?? otherwise);
}

function save(file: Blob, name: string) {
  const address = URL.createObjectURL(file);
  const link = Object.assign(document.createElement("a"), { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000); // the browser may be slow to begin
}
