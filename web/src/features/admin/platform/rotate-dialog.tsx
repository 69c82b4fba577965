import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { client } from "@/api/client";
import { Confirm } from "@/ui/dialog";
import { Checkbox } from "@/ui/form";
import { Banner } from "@/ui/states";
import { useAct } from "../acts";
import type { Kind } from "./key-row";

/** Makes a new key, after saying what becomes of the one before. */
export function RotateDialog({ kind, onClose }: { kind: Kind; onClose: () => void }) {
  const { t } = useTranslation("admin");
  const { busy, act } = useAct();
  const id = useId();
  const [leaked, setLeaked] = useState(false);
  const rotate = async () => {
    const send = () => client.POST("/api/admin/keys/rotate/", { body: { kind, now: leaked } });
    if (await act("rotate", send, t(leaked ? "keys.rotatedNow" : "keys.rotated"))) onClose();
  };
  return (
    <Confirm
      open
      danger={leaked}
      onClose={onClose}
      title={t("keys.rotateTitle", { what: t(`keyKind.${kind}.title`) })}
      action={t("keys.rotate")}
      busy={busy !== ""}
      onConfirm={() => void rotate()}
    >
      <p>{t("keys.rotateText")}</p>
      <div className="flex items-center gap-2.5 text-ink">
        <Checkbox id={id} checked={leaked} onChange={(event) => setLeaked(event.target.checked)} />
        <label htmlFor={id} className="cursor-pointer">
          {t("keys.leaked")}
        </label>
      </div>
      {leaked && <Banner tone="warn">{t("keys.leakedText")}</Banner>}
    </Confirm>
  );
}
