import { useQuery } from "@tanstack/react-query";
import { Filter } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { client } from "@/api/client";
import type { AuditEntry } from "@/api/types";
import { dayAndTime } from "@/lib/format";
import { Button } from "@/ui/button";
import { Facts } from "@/ui/card";
import { CopyField } from "@/ui/copy";
import { Dialog } from "@/ui/dialog";
import { Skeleton } from "@/ui/skeleton";
import { ErrorState } from "@/ui/states";
import { Changes } from "./changes";
import { useActorName, useTargetOf } from "./names";
import type { AuditSearch } from "./search";
import { useSentence } from "./sentence";
import { useWhose } from "./whose";

type Props = {
  id: number | undefined;
  /** The entry as the list has it, where it does: an address may lead to one that is not in the list. */
  known: AuditEntry | undefined;
  onClose: () => void;
  onNarrow: (search: AuditSearch) => void;
};

/** All that is known of one entry. */
export function EntrySheet({ id, known, onClose, onNarrow }: Props) {
  const { t } = useTranslation("audit");
  const { of } = useWhose();
  const asked = useQuery({
    queryKey: ["audit", of, "entry", id],
    enabled: id !== undefined && !known,
    queryFn: async ({ signal }) => {
      const path = of === "platform" ? "/api/audit/platform/{id}/" : "/api/audit/{id}/";
      const { data } = await client.GET(path, { params: { path: { id: id ?? 0 } }, signal });
      return data as AuditEntry;
    },
  });
  const entry = known ?? (id === undefined ? undefined : asked.data);
  const sentence = useSentence(entry);
  return (
    <Dialog
      as="sheet"
      open={id !== undefined}
      onClose={onClose}
      title={sentence || t("entry.title")}
      footer={entry && <Narrow entry={entry} onNarrow={onNarrow} />}
    >
      {asked.error && !entry && <ErrorState error={asked.error} onRetry={() => void asked.refetch()} />}
      {!entry && !asked.error && <Skeleton className="h-64" />}
      {entry && <Details entry={entry} />}
    </Dialog>
  );
}

function Narrow({ entry, onNarrow }: { entry: AuditEntry; onNarrow: Props["onNarrow"] }) {
  const { t } = useTranslation("audit");
  const { actor, target } = entry;
  return (
    <>
      {actor.id !== null && (
        <Button size="sm" onClick={() => onNarrow({ actor: actor.id ?? undefined })}>
          <Filter aria-hidden />
          {t("entry.sameActor")}
        </Button>
      )}
      <Button size="sm" onClick={() => onNarrow({ target_type: target.type, target_id: target.id })}>
        <Filter aria-hidden />
        {t("entry.sameTarget")}
      </Button>
    </>
  );
}

function Details({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation("audit");
  const { zone } = useWhose();
  const actorOf = useActorName();
  const target = useTargetOf(entry);
  const { actor } = entry;
  const facts: [string, ReactNode][] = [
    [t("entry.when"), `${dayAndTime(entry.occurred_at, zone)} (${zone.replaceAll("_", " ")})`],
    [t("entry.who"), actor.email && actor.name ? `${actorOf(actor)} · ${actor.email}` : actorOf(actor)],
    [t("entry.what"), target],
  ];
  if (entry.ip_address) facts.push([t("entry.ip"), entry.ip_address]);
  if (entry.user_agent)
    facts.push([
      t("entry.agent"),
      <span key="agent" className="text-sm break-words">
        {entry.user_agent}
      </span>,
    ]);
  return (
    <div className="space-y-6">
      <Facts of={facts} />
      <Changes changes={entry.changes} />
      <Copied name={t("entry.action")} value={entry.action} />
      {entry.request_id && <Copied name={t("entry.request")} value={entry.request_id} />}
    </div>
  );
}

/** What one searches for elsewhere: in the API's filters, or in the server's log. */
function Copied({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <p className="mb-1.5 text-sm text-muted">{name}</p>
      <CopyField value={value} label={name} />
    </div>
  );
}
