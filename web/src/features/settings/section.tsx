import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Card, CardBody, CardHeader } from "@/ui/card";
import type { SectionName } from "./read";

/** A part of the settings, with an address of its own within the page. */
export function Section({ name, children }: { name: SectionName; children: ReactNode }) {
  const { t } = useTranslation("settings");
  return (
    <Card aria-labelledby={name}>
      <CardHeader id={name} title={t(`${name}.title`)} description={t(`${name}.text`)} />
      <CardBody>{children}</CardBody>
    </Card>
  );
}
