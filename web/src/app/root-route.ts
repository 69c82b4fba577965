import { createRootRoute } from "@tanstack/react-router";
import { FailedAlone, MissingAlone } from "./fallbacks";
import { Root } from "./root";

export const root = createRootRoute({ component: Root, notFoundComponent: MissingAlone, errorComponent: FailedAlone });

/** Where somebody wanted to go before they had to sign in. */
export type Back = { back?: string };
export const ownPath = (value: unknown) => (typeof value === "string" && /^\/(?![/\\])/.test(value) ? value : undefined);
