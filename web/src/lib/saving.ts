/** Lets the browser save what is in memory under a name. */
export function saveFile(content: Blob, name: string) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(URL.revokeObjectURL, 60_000, link.href); // the browser reads it after the click
}

/** The name of a file in an answer's Content-Disposition. */
export function nameIn(disposition: string | null): string | undefined {
  const found = /filename\*?=(?:UTF-8'')?"?([^";]+)"?/i.exec(disposition ?? "")?.[1];
  return found && decodeURIComponent(found.trim());
}
