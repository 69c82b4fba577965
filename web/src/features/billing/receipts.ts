import { ask } from "@/api/client";
import { download } from "@/api/files";
import type { Payment } from "@/api/types";
import { nonce } from "@/session/settings";

const path = (payment: Payment) => `/api/subscriptions/payment/${payment.id}/receipt/`;

/**
 * Opens a receipt in a tab of its own. The tab is opened before it is asked for, by the press of the button, or browsers would not let
 * it; and since a page that a script makes has the policy of the page that made it, its one style carries our nonce.
 */
export async function openReceipt(payment: Payment) {
  const tab = open("", "_blank");
  try {
    const page = await (await ask(path(payment))).text();
    const styled = nonce ? page.replace("<style>", `<style nonce="${nonce}">`) : page;
    const address = URL.createObjectURL(new Blob([styled], { type: "text/html; charset=utf-8" }));
    if (tab) tab.location.replace(address);
    else location.assign(address);
  } catch (error) {
    tab?.close();
    throw error;
  }
}

export const downloadReceipt = (payment: Payment) =>
  download(`${path(payment)}pdf/`, `receipt-${payment.paystack_reference}.pdf`);
