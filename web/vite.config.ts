import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// One entry per party. Nothing is inlined (the pages run under script-src 'self'; style-src 'self')
// and nothing is fetched from anywhere but the process that serves the page.
export default defineConfig({
  plugins: [react()],
  base: "./",
  build: {
    target: "es2021",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    rollupOptions: {
      input: { counter: "counter.html", office: "office.html", patient: "patient.html" },
    },
  },
});
