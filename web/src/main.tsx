import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "./ui/theme.css";
import { App } from "./app/app";
import { startTexts } from "./i18n";
import { startTheme } from "./ui/theme";

async function start() {
  startTheme();
  await startTexts();
  const root = document.getElementById("root");
  if (!root) throw new Error("the page has no #root");
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}

void start();
