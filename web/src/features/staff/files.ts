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

/** What a spreadsheet of staff looks like, to be filled in. The names of the columns are the API's. */
export const template = (roles: readonly string[]) =>
  [
    "email,first_name,last_name,role,department,hired_date,salary,employee_id",
    `ama@example.com,Ama,Owusu,${quoted(roles[0] ?? "Waiter")},Kitchen,2026-01-15,,`,
    `yaw@example.com,Yaw,Darko,${quoted(roles[1] ?? roles[0] ?? "Waiter")},,,1200.00,`,
    "",
  ].join("\r\n");

const quoted = (text: string) => (/[",;\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
