import type account from "../features/account/texts/en.json";
import type admin from "../features/admin/texts/en.json";
import type analytics from "../features/analytics/texts/en.json";
import type audit from "../features/audit/texts/en.json";
import type billing from "../features/billing/texts/en.json";
import type overview from "../features/overview/texts/en.json";
import type settings from "../features/settings/texts/en.json";
import type staff from "../features/staff/texts/en.json";
import type tools from "../features/tools/texts/en.json";
import type common from "./texts/en.json";

// A text that is asked for by a name that there is not does not compile.
declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "common";
    resources: {
      account: typeof account;
      admin: typeof admin;
      analytics: typeof analytics;
      audit: typeof audit;
      billing: typeof billing;
      common: typeof common;
      overview: typeof overview;
      settings: typeof settings;
      staff: typeof staff;
      tools: typeof tools;
    };
  }
}
