import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Role } from "@/api/types";
import { useHere } from "@/app/who";
import { number } from "@/lib/format";
import { Card, CardBody, CardFooter, CardHeader } from "@/ui/card";
import { TextareaField, TextField } from "@/ui/form";

/** What a role is called, what it is for, and who has it. */
export function RoleAbout({ role, readOnly }: { role: Role | undefined; readOnly: boolean }) {
  const { t } = useTranslation("staff");
  const here = useHere();
  return (
    <Card>
      <CardHeader title={t("editor.about")} />
      <CardBody className="space-y-4">
        <TextField
          name="name"
          label={t("editor.name")}
          hint={readOnly ? undefined : t("editor.nameHint")}
          required
          maxLength={100}
          readOnly={readOnly}
          autoFocus={!role}
        />
        <TextareaField
          name="description"
          label={t("editor.description")}
          hint={readOnly ? undefined : t("editor.descriptionHint")}
          optional={!readOnly}
          rows={2}
          readOnly={readOnly}
        />
      </CardBody>
      {role && (
        <CardFooter className="justify-between">
          <span className="text-sm text-muted">
            {role.member_count === 0
              ? t("editor.nobody")
              : t("roles.members", { count: role.member_count, shown: number(role.member_count) })}
          </span>
          {role.member_count > 0 && (
            <Link
              to="/r/$restaurant/staff"
              params={{ restaurant: here.slug }}
              search={{ role: role.id }}
              className="rounded-sm py-1 text-sm font-medium text-accent underline-offset-4 hover:underline"
            >
              {t("editor.see")}
            </Link>
          )}
        </CardFooter>
      )}
    </Card>
  );
}
