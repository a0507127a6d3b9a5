// The screen's only way out: its own small server. It shows what that server says, and sends touches.
export interface View {
  version: number;
  screen: "start" | "way" | "consent" | "pin" | "staff" | "asking" | "done" | "problem" |
    "take_card";
  language: string;
  problem: string;
  given: string[];
  until: string;
  question?: string;
  step?: number;
  steps?: number;
  tries?: number;
}

export type Link = "joining" | "unpaired" | "down" | "on";

async function send(method: string, path: string, body?: object, signal?: AbortSignal) {
  return fetch(path, {
    method,
    headers: body ? { "Content-Type": "application/json" } : {},
    body: body && JSON.stringify(body),
    credentials: "same-origin",
    cache: "no-store",
    signal,
  });
}

const wait_s = 25;
const retry_ms = 2_000;

// The code of the address pairs this browser once; it leaves the address at once.
export async function pairFromAddress(): Promise<void> {
  const code = new URLSearchParams(location.hash.slice(1)).get("pair");
  if (!code) return;
  history.replaceState(null, "", location.pathname);
  await send("POST", "/api/patient/pair", { code });
}

export async function follow(signal: AbortSignal, onView: (view: View) => void,
  onLink: (link: Link) => void) {
  let after = 0;
  while (!signal.aborted) {
    try {
      const wait = after === 0 ? "" : `&wait_s=${wait_s}`;
      const response = await send("GET", `/api/patient/state?after=${after}${wait}`, undefined,
        signal);
      if (response.status === 401) {
        onLink("unpaired");
        after = 0;
        await pause(retry_ms);
        continue;
      }
      if (!response.ok) throw new Error(String(response.status));
      const view = (await response.json()) as View;
      after = view.version;
      onLink("on");
      onView(view);
    } catch {
      if (signal.aborted) return;
      // Nothing of a patient may stand on a screen that nobody renews.
      onLink("down");
      after = 0;
      await pause(retry_ms);
    }
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export async function touch(body: object): Promise<View | undefined> {
  try {
    const response = await send("POST", "/api/patient/touch", body);
    return response.ok ? ((await response.json()) as View) : undefined;
  } catch {
    return undefined;
  }
}
