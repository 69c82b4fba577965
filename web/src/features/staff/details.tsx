import { useTranslation } from "react-i18next";
import { useTenant } from "@/app/who";
import { TextField } from "@/ui/form";

/** What is known of somebody beside their name and role, as a form has it. */
export type Details = { department: string; hired_date: string; employee_id: string; salary: string };

export function DetailFields({ isNew = false }: { isNew?: boolean }) {
  const { t } = useTranslation("staff");
  const currency = useTenant()?.currency ?? "";
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <TextField name="department" label={t("field.department")} hint={t("field.departmentHint")} optional maxLength={100} />
      <TextField
        name="hired_date"
        label={t("field.hired")}
        type="date"
        hint={isNew ? t("field.hiredHint") : undefined}
        optional={isNew}
      />
      <TextField
        name="employee_id"
        label={t("field.employee")}
        hint={isNew ? t("field.employeeHint") : undefined}
        optional
        maxLength={50}
      />
      <TextField
        name="salary"
        label={t("field.salary", { currency })}
        hint={t("field.salaryHint")}
        inputMode="decimal"
        optional
      />
    </div>
  );
}
