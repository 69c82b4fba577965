import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { say, sayFailed } from "@/ui/toast";

/** Asks anew for everything that the operators' pages show: what one does to one thing shows at others. */
export function useRefresh() {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: ["admin"] });
}

/** Does one thing at a time, and says that it was done or why not. */
export function useAct() {
  const { t } = useTranslation("admin");
  const refresh = useRefresh();
  const [busy, setBusy] = useState<string | number>("");
  /** Reports whether it worked. What is under way is known by name. */
  const act = async (name: string | number, send: () => Promise<unknown>, done: string, undo?: () => void): Promise<boolean> => {
    setBusy(name);
    try {
      await send();
      await refresh();
      say(done, undo);
      return true;
    } catch (error) {
      sayFailed(t("failed"), error);
      await refresh();
      return false;
    } finally {
      setBusy("");
    }
  };
  return { busy, act };
}
