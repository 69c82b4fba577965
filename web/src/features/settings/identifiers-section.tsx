import { useTranslation } from "react-i18next";
import type { Tenant } from "@/api/types";
import { CopyField } from "@/ui/copy";
import { Section } from "./section";
import { SlugForm } from "./slug-form";

/** By what the restaurant is known to tools and to whoever writes programs. */
export function IdentifiersSection({ tenant }: { tenant: Tenant }) {
  const { t } = useTranslation("settings");
  const fixed: [label: string, value: string, hint: string][] = [
    [t("identifiers.id"), String(tenant.id), t("identifiers.idHint")],
    [t("identifiers.schema"), tenant.schema_name, t("identifiers.schemaHint")],
  ];
  if (tenant.clerk_organization_id)
    fixed.push([t("identifiers.organization"), tenant.clerk_organization_id, t("identifiers.organizationHint")]);
  return (
    <Section name="identifiers">
      <SlugForm tenant={tenant} />
      <div className="mt-6 grid gap-4 border-t pt-5 sm:grid-cols-2">
        {fixed.map(([label, value, hint]) => (
          <div key={label} className="min-w-0">
            <p className="mb-1.5 text-sm font-medium">{label}</p>
            <CopyField value={value} label={label} />
            <p className="mt-1.5 text-sm text-muted">{hint}</p>
          </div>
        ))}
      </div>
    </Section>
  );
}
