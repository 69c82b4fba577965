import { useMutation } from "@tanstack/react-query";
import { createLazyRoute } from "@tanstack/react-router";
import { Download, ScrollText } from "lucide-react";
import { useTranslation } from "react-i18next";
import { download } from "@/api/files";
import type { AuditEntry } from "@/api/types";
import { Shut } from "@/app/shell/frame";
import { useHere, useTimeZone } from "@/app/who";
import { may } from "@/lib/permissions";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Page } from "@/ui/page";
import { SkeletonRows } from "@/ui/skeleton";
import { EmptyState, ErrorState, NothingFound } from "@/ui/states";
import { sayFailed } from "@/ui/toast";
import { Entries } from "./entries";
import { EntrySheet } from "./entry-sheet";
import { Filters } from "./filters";
import { fileOf, isFiltered, useEntries } from "./queries";
import type { AuditSearch } from "./search";

export const Route = createLazyRoute("/_in/r/$restaurant/audit")({ component: Audit });

/** Who changed what in the restaurant. */
function Audit() {
  const { t } = useTranslation("audit");
  const here = useHere();
  if (!may(here, "audit.view")) return <Shut title={t("shut")}>{t("shutText", { restaurant: here.name })}</Shut>;
  return (
    <Page title={t("title")} description={t("about")} actions={<Export />}>
      <Log />
    </Page>
  );
}

function Export() {
  const { t } = useTranslation("audit");
  const search = Route.useSearch();
  const zone = useTimeZone();
  const file = useMutation({
    mutationFn: () => download(fileOf(search, zone), "audit.csv"),
    onError: (error) => sayFailed(t("exportFailed"), error),
  });
  return (
    <Button busy={file.isPending} onClick={() => file.mutate()}>
      <Download aria-hidden />
      {t(isFiltered(search) ? "exportFiltered" : "export")}
    </Button>
  );
}

function Log() {
  const { t } = useTranslation("audit");
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  const list = useEntries(search);
  const show = (next: AuditSearch) => void navigate({ search: next, replace: true, resetScroll: false });
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
        <EmptyState icon={<ScrollText />} title={t("none")}>
          {t("noneText")}
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
