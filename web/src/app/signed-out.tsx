import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { session } from "@/session";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";

/** Asks somebody whose sign-in has ended to sign in again, beside the page: what they typed stays, and what they sent is sent again. */
export default function SignedOut() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [checking, setChecking] = useState(false);
  const [refused, setRefused] = useState(false);

  useEffect(() => {
    const retry = async () => {
      if (await session.retry()) await queries.invalidateQueries();
    };
    const comeBack = () => void retry();
    window.addEventListener("focus", comeBack);
    return () => window.removeEventListener("focus", comeBack);
  }, [queries]);

  const check = async () => {
    setChecking(true);
    setRefused(!(await session.retry()));
    setChecking(false);
  };

  return (
    <Dialog
      open
      onClose={session.giveUp}
      title={t("session.ended")}
      description={t("session.endedText")}
      footer={
        <>
          <Button busy={checking} onClick={() => void check()}>
            {t("session.goOn")}
          </Button>
          <Button tone="primary" onClick={session.signInBeside}>
            {t("session.signInAgain")}
          </Button>
        </>
      }
    >
      {refused && (
        <p role="alert" className="text-bad">
          {t("session.stillOut")}
        </p>
      )}
    </Dialog>
  );
}
