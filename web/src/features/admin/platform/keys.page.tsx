import { useQuery } from "@tanstack/react-query";
import { createLazyRoute } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { client } from "@/api/client";
import { Button } from "@/ui/button";
import { Card, CardHeader } from "@/ui/card";
import { Page } from "@/ui/page";
import { SkeletonRows } from "@/ui/skeleton";
import { ErrorState } from "@/ui/states";
import { type Key, KeyRow, type Kind } from "./key-row";
import { RotateDialog } from "./rotate-dialog";

export const Route = createLazyRoute("/admin/keys")({ component: Keys });

const kinds: readonly Kind[] = ["launch", "id_token"];

/** The keys that sign what tools believe. */
function Keys() {
  const { t } = useTranslation("admin");
  const [rotates, setRotates] = useState<Kind | null>(null);
  const keys = useQuery({
    queryKey: ["admin", "keys"],
    queryFn: async ({ signal }) => {
      const { data } = await client.GET("/api/admin/keys/", { params: { query: { page_size: 200 } }, signal });
      return data?.results ?? [];
    },
  });
  return (
    <Page title={t("nav.keys")} description={t("keys.text")}>
      {keys.error && !keys.data ? (
        <ErrorState error={keys.error} onRetry={() => void keys.refetch()} />
      ) : (
        <div className="space-y-6">
          {kinds.map((kind) => (
            <KindCard
              key={kind}
              kind={kind}
              keys={keys.data?.filter((key) => key.kind === kind)}
              onRotate={() => setRotates(kind)}
            />
          ))}
        </div>
      )}
      {rotates && <RotateDialog kind={rotates} onClose={() => setRotates(null)} />}
    </Page>
  );
}

function KindCard({ kind, keys, onRotate }: { kind: Kind; keys: Key[] | undefined; onRotate: () => void }) {
  const { t } = useTranslation("admin");
  return (
    <Card aria-labelledby={`keys-${kind}`}>
      <CardHeader
        id={`keys-${kind}`}
        title={t(`keyKind.${kind}.title`)}
        description={t(`keyKind.${kind}.text`)}
        actions={
          keys !== undefined &&
          keys.length > 0 && (
            <Button size="sm" onClick={onRotate} aria-label={t("keys.rotateNamed", { what: t(`keyKind.${kind}.title`) })}>
              {t("keys.rotate")}
            </Button>
          )
        }
      />
      {keys === undefined ? (
        <SkeletonRows rows={1} />
      ) : keys.length === 0 ? (
        <p className="border-t px-5 py-4 text-muted">{t("keys.none")}</p>
      ) : (
        <ul className="divide-y border-t">
          {keys.map((key) => (
            <KeyRow key={key.kid} of={key} />
          ))}
        </ul>
      )}
    </Card>
  );
}
