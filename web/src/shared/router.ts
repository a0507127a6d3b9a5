// Pages live behind the fragment (#/people/123?tab=links), so that no server log sees them.
import { useSyncExternalStore } from "react";

export interface Place {
  parts: string[];
  query: URLSearchParams;
}

let cached = { hash: "\0", place: { parts: [], query: new URLSearchParams() } as Place };

function placeNow(): Place {
  const hash = window.location.hash.replace(/^#\/?/, "");
  if (cached.hash !== hash) {
    const [path = "", query = ""] = hash.split("?");
    const parts = path.split("/").filter(Boolean).map(decodeURIComponent);
    cached = { hash, place: { parts, query: new URLSearchParams(query) } };
  }
  return cached.place;
}

export function usePlace(): Place {
  return useSyncExternalStore((listener) => {
    window.addEventListener("hashchange", listener);
    return () => window.removeEventListener("hashchange", listener);
  }, placeNow);
}

export function hrefOf(...parts: string[]): string {
  return `#/${parts.map(encodeURIComponent).join("/")}`;
}

export function go(...parts: string[]) {
  window.location.hash = hrefOf(...parts);
}
