import { useBlocker } from "@tanstack/react-router";
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Confirm } from "@/ui/dialog";

type Report = (section: string, unsaved: boolean) => void;

const Unsaved = createContext<Report>(() => {});

/** Asks before somebody leaves the page with something that they typed and did not save. */
export function UnsavedGuard({ children }: { children: ReactNode }) {
  const { t } = useTranslation("settings");
  const [sections, setSections] = useState<readonly string[]>([]);
  const [report] = useState<Report>(
    () => (section: string, unsaved: boolean) =>
      setSections((before) =>
        before.includes(section) === unsaved ? before : unsaved ? [...before, section] : before.filter((one) => one !== section),
      ),
  );
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => sections.length > 0 && current.pathname !== next.pathname,
    enableBeforeUnload: () => sections.length > 0,
    withResolver: true,
  });
  return (
    <Unsaved value={report}>
      {children}
      <Confirm
        open={blocker.status === "blocked"}
        onClose={() => blocker.reset?.()}
        title={t("unsaved.title")}
        action={t("unsaved.leave")}
        danger
        onConfirm={() => blocker.proceed?.()}
      >
        <p>{t("unsaved.text")}</p>
      </Confirm>
    </Unsaved>
  );
}

/** Says whether a section of the page has something that is not saved. */
export function useUnsaved(section: string, unsaved: boolean) {
  const report = useContext(Unsaved);
  useEffect(() => {
    report(section, unsaved);
    return () => report(section, false);
  }, [report, section, unsaved]);
}
