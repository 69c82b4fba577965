import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { Tool } from "@/api/types";
import { dayAndTime } from "@/lib/format";
import { Button } from "@/ui/button";
import { CopyField } from "@/ui/copy";
import { Field, Select } from "@/ui/form";
import { Banner } from "@/ui/states";
import { sayFailed } from "@/ui/toast";
import { secretsKey } from "./secret-row";

/** For how many seconds the secrets before go on working. */
const overlaps = { now: 0, hour: 3_600, day: 86_400, week: 604_800, month: 2_592_000 } as const;
type Overlap = keyof typeof overlaps;

/** Makes a secret, and shows it: nobody can see it again. */
export function NewSecret({ tool, isFirst }: { tool: Pick<Tool, "id" | "name">; isFirst: boolean }) {
  const { t } = useTranslation("tools");
  const queries = useQueryClient();
  const [overlap, setOverlap] = useState<Overlap>("day");
  const create = api.useMutation("post", "/api/tools/catalogue/{id}/credentials/", {
    onSuccess: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: secretsKey }),
        queries.invalidateQueries({ queryKey: ["get", "/api/tools/catalogue/{id}/"] }),
      ]),
    onError: (error) => sayFailed(t("credentials.failed"), error),
  });
  const made = create.data;
  if (made) {
    return (
      <section className="space-y-3 rounded-lg border border-accent-line p-4">
        <h3 className="font-semibold">{t("credentials.made")}</h3>
        <Banner tone="warn">{t("credentials.once")}</Banner>
        <div>
          <p className="mb-1.5 text-sm font-medium">{t("credentials.id")}</p>
          <CopyField value={made.client_id} label={t("credentials.id")} />
        </div>
        <div>
          <p className="mb-1.5 text-sm font-medium">{t("credentials.secret")}</p>
          <CopyField value={made.client_secret} label={t("credentials.secret")} />
        </div>
        {made.expires_previous_at && (
          <p className="text-sm text-muted">{t("credentials.previous", { when: dayAndTime(made.expires_previous_at) })}</p>
        )}
        <Button onClick={() => create.reset()}>{t("credentials.kept")}</Button>
      </section>
    );
  }
  return (
    <section className="space-y-4 rounded-lg border p-4">
      <h3 className="font-semibold">{t("credentials.new")}</h3>
      {isFirst ? (
        <p className="text-sm text-muted">{t("credentials.first")}</p>
      ) : (
        <Field label={t("credentials.overlap")} hint={t("credentials.overlapHint")}>
          {(props) => (
            <Select {...props} value={overlap} onChange={(event) => setOverlap(event.target.value as Overlap)}>
              {(Object.keys(overlaps) as Overlap[]).map((key) => (
                <option key={key} value={key}>
                  {t(`overlap.${key}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
      )}
      <Button
        tone="primary"
        busy={create.isPending}
        onClick={() => create.mutate({ params: { path: { id: tool.id } }, body: { overlap_seconds: overlaps[overlap] } })}
      >
        {t("credentials.create")}
      </Button>
    </section>
  );
}
