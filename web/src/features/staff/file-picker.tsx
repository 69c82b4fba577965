import { Download, FileUp } from "lucide-react";
import { type DragEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "@/lib/names";
import { saveFile } from "@/lib/saving";
import { Button } from "@/ui/button";
import { useRoles } from "./data";
import { template } from "./files";

/** Takes a file by hand, or where it is dropped. */
export function FilePicker({ onFile }: { onFile: (file: File) => void }) {
  const { t } = useTranslation("staff");
  const roles = useRoles().data?.results ?? [];
  const [over, setOver] = useState(false);
  const names = roles.filter((role) => !role.is_owner).map((role) => role.name);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const [file] = event.dataTransfer.files;
    if (file) onFile(file);
  };
  return (
    <div className="space-y-4">
      {/* The label is the button that a keyboard reaches: its input. Dropping is the extra. */}
      <label
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
        className={cn(
          "flex cursor-pointer flex-col items-center rounded-lg border-2 border-dashed px-6 py-10 text-center hover:bg-hover has-focus-visible:outline-2 has-focus-visible:outline-accent",
          over && "border-accent bg-accent-soft",
        )}
      >
        <FileUp className="mb-3 size-7 text-accent" aria-hidden />
        <span className="font-medium">{t("import.choose")}</span>
        <span className="mt-1 text-sm text-muted">{t("import.limits")}</span>
        <input
          type="file"
          accept=".csv,text/csv"
          className="sr-only"
          onChange={(event) => {
            const file = event.target.files?.[0];
            if (file) onFile(file);
          }}
        />
      </label>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="max-w-md text-sm text-muted">{t("import.columns")}</p>
        <Button
          size="sm"
          onClick={() => saveFile(new Blob(["\ufeff", template(names)], { type: "text/csv" }), "staff-template.csv")}
        >
          <Download aria-hidden /> {t("import.template")}
        </Button>
      </div>
    </div>
  );
}
