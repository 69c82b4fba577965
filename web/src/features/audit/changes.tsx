import { useTranslation } from "react-i18next";
import { dayAndTime, number } from "@/lib/format";
import { changesOf, isMade } from "./changed";
import { isField } from "./fields";
import { useWhose } from "./whose";

/** The names of the fields that changed, for a line. What was made anew changed in all of them, which says nothing. */
export function useSayFields() {
  const { t } = useTranslation("audit");
  const sayField = useSayField();
  return (changes: unknown): string => {
    if (isMade(changes)) return "";
    const list = changesOf(changes);
    const names = list.slice(0, most).map(([field]) => sayField(field));
    return list.length > most ? t("changes.more", { fields: names.join(", "), count: list.length - most }) : names.join(", ");
  };
}

function useSayField() {
  const { t } = useTranslation("audit");
  return (field: string) => (isField(field) ? t(`field.${field}`) : field.replaceAll("_", " "));
}

const most = 3; // fields in a line

/** What an entry changed, field by field: as it was, and as it is since. */
export function Changes({ changes }: { changes: unknown }) {
  const { t } = useTranslation("audit");
  const sayField = useSayField();
  const list = changesOf(changes);
  if (list.length === 0) return null;
  return (
    <section aria-labelledby="changes">
      <h3 id="changes" className="mb-2 text-sm font-semibold">
        {t("changes.title")}
      </h3>
      <dl className="divide-y rounded-md border">
        {list.map(([field, change]) => (
          <div key={field} className="px-3 py-2.5">
            <dt className="text-sm font-medium">{sayField(field)}</dt>
            {change?.changed ? (
              <dd className="text-sm text-muted">{t("changes.hidden")}</dd>
            ) : (
              <dd className="mt-1 grid gap-1.5 text-sm sm:grid-cols-2">
                <Side name={t("changes.before")} value={change?.before} look="bg-bad-soft" />
                <Side name={t("changes.after")} value={change?.after} look="bg-good-soft" />
              </dd>
            )}
          </div>
        ))}
      </dl>
    </section>
  );
}

function Side({ name, value, look }: { name: string; value: unknown; look: string }) {
  const say = useSayValue();
  return (
    <div className={`min-w-0 rounded-sm px-2 py-1 ${look}`}>
      <span className="block text-xs text-muted">{name}</span>
      <span className="block break-words whitespace-pre-wrap">{say(value)}</span>
    </div>
  );
}

const isMoment = (text: string) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(text);

function useSayValue() {
  const { t } = useTranslation("audit");
  const { zone } = useWhose();
  const say = (value: unknown): string => {
    if (value === null || value === undefined || value === "") return t("changes.nothing");
    if (value === true) return t("changes.yes");
    if (value === false) return t("changes.no");
    if (typeof value === "number") return number(value);
    if (typeof value === "string") return isMoment(value) ? dayAndTime(value, zone) : value;
    if (Array.isArray(value)) return value.map(say).join(", ") || t("changes.nothing");
    const parts = Object.entries(value as object).map(([name, part]) => t("changes.part", { name, value: say(part) }));
    return parts.join("\n") || t("changes.nothing");
  };
  return say;
}
