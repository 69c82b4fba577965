import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "./button";

/** A text in full, to be taken along with one press. */
export function CopyField({ value, label }: { value: string; label: string }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2_000);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <div className="flex items-center gap-1 rounded-md border bg-sunken pr-1 pl-3">
      <code className="min-w-0 grow truncate py-2 font-mono text-sm select-all" title={value}>
        {value}
      </code>
      <IconButton
        name={copied ? t("copied") : t("copy", { what: label })}
        icon={copied ? <Check className="text-good" /> : <Copy />}
        size="iconSm"
        onClick={() => void navigator.clipboard.writeText(value).then(() => setCopied(true))}
      />
    </div>
  );
}
