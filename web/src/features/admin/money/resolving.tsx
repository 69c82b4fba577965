import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Confirm } from "@/ui/dialog";
import { useAct } from "../acts";
import { type Finding, resolve } from "./payment";

/** Notes that a finding was dealt with, which cannot be taken back. */
export function Resolving({ finding }: { finding: Finding }) {
  const { t } = useTranslation("admin");
  const { busy, act } = useAct();
  const [asks, setAsks] = useState(false);
  if (finding.resolved_at) return <Badge tone="good">{t("findings.resolved")}</Badge>;
  const done = async () => {
    if (await act("resolve", () => resolve(finding.id), t("findings.done"))) setAsks(false);
  };
  return (
    <>
      <Button
        size="sm"
        aria-label={t("findings.resolveNamed", { what: finding.reference || finding.id })}
        onClick={() => setAsks(true)}
      >
        {t("findings.resolve")}
      </Button>
      <Confirm
        open={asks}
        onClose={() => setAsks(false)}
        title={t("findings.resolveTitle")}
        action={t("findings.resolve")}
        busy={busy !== ""}
        onConfirm={() => void done()}
      >
        <p>{t("findings.resolveText")}</p>
      </Confirm>
    </>
  );
}
