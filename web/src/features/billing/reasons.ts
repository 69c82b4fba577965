import { useTranslation } from "react-i18next";

// What banks and the console say in English, and what it means. What is not here is shown as it was said.
const known = {
  declined: "declined",
  "insufficient funds": "insufficient",
  "expired card": "expired",
  "transaction timed out": "timeout",
  "an error occurred while processing the charge": "error",
  "its page was lost": "lost",
  "the period was paid for already": "twice",
  "another payment was made for the same time": "twice",
  "the subscription that it was for is over": "over",
  "the subscription was cancelled before it was renewed": "cancelled",
  "the period whose rest was to be credited is over": "creditOver",
} as const;

/** Why a payment was not made, or why nothing was granted for it, in words. */
export function useSayReason() {
  const { t } = useTranslation("billing");
  return (reason: string): string => {
    const key = known[reason.trim().replace(/\.$/, "").toLowerCase() as keyof typeof known];
    return key ? t(`reason.${key}`) : reason;
  };
}
