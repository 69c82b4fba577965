import { useTranslation } from "react-i18next";
import { roleName } from "@/lib/role-names";
import { SelectField } from "@/ui/form";
import { Skeleton } from "@/ui/skeleton";
import { type Powers, useRoles } from "./data";

/** The roles that whoever looks may give away, and the one that somebody has already. */
export function RoleField({ powers, current, autoFocus }: { powers: Powers; current?: number; autoFocus?: boolean }) {
  const { t } = useTranslation("staff");
  const roles = useRoles().data?.results;
  // A list without its options would show the first that comes later, whatever the form holds.
  if (!roles) return <Skeleton className="h-15" />;
  const mine = roles.filter((role) => role.id === current || powers.mayGive(role));
  return (
    <SelectField name="role_id" label={t("field.role")} required autoFocus={autoFocus}>
      {current === undefined && <option value="">{t("field.chooseRole")}</option>}
      {mine.map((role) => (
        <option key={role.id} value={role.id}>
          {roleName(role.name)}
        </option>
      ))}
    </SelectField>
  );
}
