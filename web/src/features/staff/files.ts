/** What a spreadsheet of staff looks like, to be filled in. The names of the columns are the API's. */
export const template = (roles: readonly string[]) =>
  [
    "email,first_name,last_name,role,department,hired_date,salary,employee_id",
    `ama@example.com,Ama,Owusu,${quoted(roles[0] ?? "Waiter")},Kitchen,2026-01-15,,`,
    `yaw@example.com,Yaw,Darko,${quoted(roles[1] ?? roles[0] ?? "Waiter")},,,1200.00,`,
    "",
  ].join("\r\n");

const quoted = (text: string) => (/[",;\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
