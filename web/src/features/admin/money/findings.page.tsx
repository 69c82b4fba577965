import { createLazyRoute, useNavigate } from "@tanstack/react-router";
import { Scale } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { client } from "@/api/client";
import { usePages } from "@/api/lists";
import { dayAndTime } from "@/lib/format";
import { Dialog } from "@/ui/dialog";
import { Page } from "@/ui/page";
import { EmptyState } from "@/ui/states";
import { type Column, TwoLines } from "@/ui/table";
import { Segmented } from "@/ui/tabs";
import { ListCard } from "../list-card";
import { RestaurantLink } from "../restaurants/link";
import { Written } from "../written";
import type { Finding } from "./payment";
import { Resolving } from "./resolving";
import { MoneyTabs } from "./tabs";

export const Route = createLazyRoute("/admin/payments/findings")({ component: Findings });

/** What does not agree between the platform's books and Paystack's. */
function Findings() {
  const { t } = useTranslation("admin");
  const { resolved } = Route.useSearch();
  const navigate = useNavigate({ from: "/admin/payments/findings" });
  const [shown, setShown] = useState<Finding | null>(null);
  const query = resolved === "all" ? {} : { resolved: resolved ?? "false" };
  const list = usePages<Finding>(["admin", "findings", query], async (page, page_size, signal) => {
    const { data } = await client.GET("/api/admin/findings/", { params: { query: { ...query, page, page_size } }, signal });
    return data as NonNullable<typeof data>;
  });
  const columns = useColumns(setShown);
  return (
    <Page title={t("money.findings")} description={t("findings.text")}>
      <MoneyTabs />
      <ListCard
        label={t("money.findings")}
        of="findings"
        list={list}
        columns={columns}
        keyOf={(finding) => finding.id}
        filters={
          <Segmented
            label={t("findings.which")}
            value={resolved ?? "open"}
            options={[
              { value: "open", label: t("findings.open") },
              { value: "true", label: t("findings.dealtWith") },
              { value: "all", label: t("findings.all") },
            ]}
            onChange={(value) =>
              void navigate({ search: { resolved: value === "open" ? undefined : value }, replace: true, resetScroll: false })
            }
          />
        }
        empty={
          <EmptyState icon={<Scale />} title={t(resolved ? "findings.none" : "findings.noneOpen")}>
            {t("findings.noneText")}
          </EmptyState>
        }
      />
      <Dialog
        as="sheet"
        open={shown !== null}
        onClose={() => setShown(null)}
        title={shown ? t(`finding.${shown.kind}`) : ""}
        description={shown?.reference}
      >
        {shown && <Written title={t("findings.detail")} value={shown.detail} />}
      </Dialog>
    </Page>
  );
}

function useColumns(onOpen: (finding: Finding) => void): Column<Finding>[] {
  const { t } = useTranslation("admin");
  return [
    {
      id: "kind",
      header: t("findings.kind"),
      width: "minmax(0, 2fr)",
      cell: (finding) => (
        <TwoLines
          first={
            <button
              type="button"
              className="max-w-full truncate rounded-sm text-left underline-offset-4 hover:underline"
              onClick={() => onOpen(finding)}
            >
              {t(`finding.${finding.kind}`)}
            </button>
          }
          second={finding.reference}
        />
      ),
    },
    {
      id: "restaurant",
      header: t("restaurants.name"),
      width: "minmax(0, 1.4fr)",
      hideBelow: "sm",
      cell: ({ tenant }) => <div className="truncate">{tenant ? <RestaurantLink id={tenant} /> : t("findings.nobodys")}</div>,
    },
    {
      id: "found",
      header: t("findings.found"),
      width: "11.5rem",
      hideBelow: "md",
      className: "text-muted tabular-nums",
      cell: (finding) => dayAndTime(finding.found_at),
    },
    {
      id: "resolve",
      header: <span className="sr-only">{t("findings.resolve")}</span>,
      width: "minmax(6.5rem, auto)",
      align: "end",
      cell: (finding) => <Resolving finding={finding} />,
    },
  ];
}
