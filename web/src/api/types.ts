import type { components } from "./schema";

type Schemas = components["schemas"];

/** The API's own names of what it answers with. */
export type Tenant = Schemas["TenantBody"];
export type Here = Schemas["AuthTenantBody"];
export type Profile = Schemas["ProfileBody"];
export type Member = Schemas["MemberBody"];
export type MemberAccess = Schemas["MemberAccessBody"];
export type Role = Schemas["RoleDetailBody"];
export type Permission = Schemas["PermissionBody"];
export type Tool = Schemas["AvailableBody"];
export type Plan = Schemas["PlanBody"];
export type Subscription = Schemas["SubscriptionBody"];
export type Entitlements = Schemas["EntitlementsBody"];
export type Payment = Schemas["PaymentBody"];
export type Quote = Schemas["QuoteBody"];
export type Event = Schemas["EventBody"];
export type AuditEntry = Schemas["AuditEntryBody"];
export type Domain = Schemas["DomainBody"];
