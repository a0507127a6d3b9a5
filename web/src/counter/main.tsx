import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "@digital-go-jp/design-tokens/dist/tokens.css";
import "../styles/base.css";
import "../styles/shell.css";
import "../styles/forms.css";
import "../styles/content.css";
import "../styles/counter.css";
import "../styles/followup.css";
import "../styles/reader.css";
import "../styles/print.css";
import { LanguageProvider } from "../shared/language";
import { App } from "./App";

const page = document.getElementById("page");
if (page) {
  createRoot(page).render(
    <StrictMode>
      <LanguageProvider>
        <App />
      </LanguageProvider>
    </StrictMode>,
  );
}
