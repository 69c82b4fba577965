import { useMutation } from "@tanstack/react-query";
import { Download, ScrollText } from "lucide-react";
import { useTranslation } from "react-i18next";
import { download } from "@/api/files";
import type { AuditEntry } from "@/api/types";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { SkeletonRows } from "@/ui/skeleton";
import { EmptyState, ErrorState, NothingFound } from "@/ui/states";
import { sayFailed } from "@/ui/toast";
import { Entries } from "./entries";
import { EntrySheet } from "./entry-sheet";
import { Filters } from "./filters";
import { fileOf, isFiltered, useEntries } from "./queries";
import type { AuditSearch } from "./search";
import { useWhose } from "./whose";

/** The entries that are shown, as a file. */
export function Export({ search }: { search: AuditSearch }) {
  const { t } = useTranslation("audit");
  const whose = useWhose();
  const file = useMutation({
    mutationFn: () => download(fileOf(search, whose), "audit.csv"),
    onError: (error) => sayFailed(t("exportFailed"), error),
  });
  return (
    <Button busy={file.isPending} onClick={() => file.mutate()}>
      <Download aria-hidden />
      {t(isFiltered(search) ? "exportFiltered" : "export")}
    </Button>
  );
}

type LogProps = {
  search: AuditSearch;
  onShow: (search: AuditSearch) => void;
  /** What is said where nothing happened yet. */
  none: { title: string; text: string };
};

/** The entries that an address asks for, what narrows them, and the one that is open. */
export function Log({ search, onShow: show, none }: LogProps) {
  const { t } = useTranslation("audit");
  const list = useEntries(search);
  const open = (entry: AuditEntry) => show({ ...search, entry: entry.id });
  const clear = () => show({});
  const isEmpty = !list.isPending && !list.error && list.rows.count === 0;
  return (
    <Card aria-label={t("title")}>
      <Filters search={search} onChange={(change) => show({ ...search, ...change })} onClear={clear} />
      {list.isPending && <SkeletonRows rows={8} />}
      {list.error !== null && <ErrorState error={list.error} onRetry={list.refetch} />}
      {isEmpty && isFiltered(search) && <NothingFound onClear={clear} />}
      {isEmpty && !isFiltered(search) && (
        <EmptyState icon={<ScrollText />} title={none.title}>
          {none.text}
        </EmptyState>
      )}
      {list.rows.count > 0 && <Entries rows={list.rows} onOpen={open} />}
      <EntrySheet
        id={search.entry}
        known={found(list.rows, search.entry)}
        onClose={() => show({ ...search, entry: undefined })}
        onNarrow={show}
      />
    </Card>
  );
}

function found({ count, at }: { count: number; at: (index: number) => AuditEntry | undefined }, id: number | undefined) {
  if (id === undefined) return undefined;
  for (let index = 0; index < count; index += 1) if (at(index)?.id === id) return at(index);
  return undefined;
}
