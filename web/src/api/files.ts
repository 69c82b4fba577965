import { nameIn, saveFile } from "@/lib/saving";
import { ask } from "./client";

/** Has the browser keep a file that the API answers with, under the name that the API gives it. */
export async function download(path: string, otherwise: string) {
  const response = await ask(path);
  saveFile(await response.blob(), nameIn(response.headers.get("Content-Disposition")) ?? otherwise);
}
