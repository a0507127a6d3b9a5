import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "./patient.css";
import { App } from "./App";

const page = document.getElementById("page");
if (page) {
  createRoot(page).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
