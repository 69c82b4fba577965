import { ChevronDown, Download, FileSpreadsheet, Upload } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { download } from "@/api/files";
import { Button } from "@/ui/button";
import { Menu, MenuItem } from "@/ui/menu";
import { sayFailed } from "@/ui/toast";

const ImportDialog = lazy(() => import("./import-dialog"));

/** The staff as a file, to take along or to bring in. */
export function FileMenu({ manages }: { manages: boolean }) {
  const { t } = useTranslation("staff");
  const [imports, setImports] = useState(false);
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    try {
      await download("/api/staff/members/export/", "staff.csv");
    } catch (error) {
      sayFailed(t("file.failed"), error);
    }
    setBusy(false);
  };
  if (!manages) {
    return (
      <Button busy={busy} onClick={() => void save()}>
        <Download aria-hidden /> {t("file.export")}
      </Button>
    );
  }
  return (
    <>
      <Menu
        trigger={
          <Button busy={busy}>
            <FileSpreadsheet aria-hidden /> {t("file.menu")} <ChevronDown aria-hidden />
          </Button>
        }
      >
        <MenuItem onSelect={() => void save()}>
          <Download /> {t("file.export")}
        </MenuItem>
        <MenuItem onSelect={() => setImports(true)}>
          <Upload /> {t("file.import")}
        </MenuItem>
      </Menu>
      <Suspense>{imports && <ImportDialog onClose={() => setImports(false)} />}</Suspense>
    </>
  );
}
