import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { Permission } from "@/api/types";
import type { Permissions } from "@/lib/permissions";
import { Card, CardHeader } from "@/ui/card";
import { Switch } from "@/ui/form";
import { everything } from "./authority";
import type { Powers } from "./data";
import { PermissionRow } from "./permission-row";
import { grouped, withValue } from "./permissions";

type EverythingProps = { permissions: Permissions; powers: Powers; readOnly: boolean; onChange: (on: boolean) => void };

/** All at once, for who may do anything. */
export function EverythingCard({ permissions, powers, readOnly, onChange }: EverythingProps) {
  const { t } = useTranslation("staff");
  const id = useId();
  const holds = powers.holds[everything] === true;
  return (
    <Card className="flex items-start justify-between gap-4 p-5">
      <div>
        <h2 className="text-lg font-semibold">
          <label htmlFor={id}>{t("editor.everything")}</label>
        </h2>
        <p id={`${id}-text`} className="mt-0.5 text-sm text-muted">
          {t("editor.everythingText")}
          {!holds && !readOnly && ` ${t("editor.everythingBeyond")}`}
        </p>
      </div>
      <Switch
        id={id}
        aria-describedby={`${id}-text`}
        checked={permissions[everything] === true}
        disabled={readOnly || !holds}
        onChange={(event) => onChange(event.target.checked)}
      />
    </Card>
  );
}

type CardsProps = {
  permissions: Permissions;
  catalogue: Permission[];
  powers: Powers;
  readOnly: boolean;
  onChange: (permissions: Permissions) => void;
};

export function PermissionCards({ permissions, catalogue, powers, readOnly, onChange }: CardsProps) {
  const { t } = useTranslation("staff");
  return grouped(catalogue).map(([group, list]) => (
    <Card key={group}>
      <CardHeader title={t(`group.${group}`)} description={group === "inside" ? t("group.insideText") : undefined} />
      <ul className="divide-y border-t">
        {list.map((permission) => (
          <PermissionRow
            key={permission.name}
            permission={permission}
            permissions={permissions}
            powers={powers}
            readOnly={readOnly}
            onChange={(value) => onChange(withValue(permissions, permission.name, value))}
          />
        ))}
      </ul>
    </Card>
  ));
}
