import { client } from "@/api/client";

export const suspend = (id: number, reason: string) =>
  client.POST("/api/admin/tenants/{id}/suspend/", { params: { path: { id } }, body: { reason } });

export const unsuspend = (id: number) => client.POST("/api/admin/tenants/{id}/unsuspend/", { params: { path: { id } } });
