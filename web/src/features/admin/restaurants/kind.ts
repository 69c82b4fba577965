import { useTranslation } from "react-i18next";
import type settings from "@/features/settings/texts/en.json";

type Kind = keyof (typeof settings)["profile"]["kinds"];

const kinds: Readonly<Record<Kind, true>> = {
  restaurant: true,
  cafe: true,
  bar: true,
  bakery: true,
  fast_food: true,
  food_truck: true,
  catering: true,
  hotel: true,
};
const isKind = (kind: string): kind is Kind => kind in kinds;

/** Says a kind of business as its restaurant reads it in its settings; one that is not known there, as it is. */
export function useSayKind() {
  const { t } = useTranslation("settings");
  return (kind: string) => (isKind(kind) ? t(`profile.kinds.${kind}`) : kind);
}
