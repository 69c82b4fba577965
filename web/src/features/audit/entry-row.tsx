import { Bot, Terminal } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { AuditEntry } from "@/api/types";
import { time } from "@/lib/format";
import { Avatar } from "@/ui/avatar";
import { useSayFields } from "./changes";
import { useSentence } from "./sentence";
import { useWhose } from "./whose";

type Props = { entry: AuditEntry; onOpen: (entry: AuditEntry) => void };

/** One entry, which opens what changed. */
export function EntryRow({ entry, onOpen }: Props) {
  const { t } = useTranslation("audit");
  const { zone } = useWhose();
  const sentence = useSentence(entry);
  const sayFields = useSayFields();
  return (
    <button
      type="button"
      onClick={() => onOpen(entry)}
      className="flex h-15 w-full items-center gap-3 border-b px-5 text-left -outline-offset-2 hover:bg-hover/60"
    >
      <ActorPicture actor={entry.actor} />
      <span className="min-w-0 grow">
        <span className="line-clamp-2 sm:line-clamp-1">{sentence}</span>
        <span className="block truncate text-sm text-muted max-sm:hidden">{sayFields(entry.changes)}</span>
      </span>
      <span className="shrink-0 text-right text-sm text-muted tabular-nums">
        <time dateTime={entry.occurred_at} className="block">
          {time(entry.occurred_at, zone)}
        </time>
        {entry.ip_address && (
          <span className="block max-sm:hidden">
            <span className="sr-only">{t("entry.ip")} </span>
            {entry.ip_address}
          </span>
        )}
      </span>
    </button>
  );
}

function ActorPicture({ actor }: { actor: AuditEntry["actor"] }) {
  if (actor.name || actor.email) return <Avatar name={actor.name || actor.email} />;
  const Icon = actor.kind === "cli" ? Terminal : Bot;
  return (
    <span className="grid size-8 shrink-0 place-items-center rounded-full bg-sunken text-muted" aria-hidden>
      <Icon className="size-4" />
    </span>
  );
}
