// The page's only way out: JSON over the process that served it. Errors are values of one class,
// `ApiProblem`; a lost session is not an error but a pause (see session.ts).
import { awaitSignIn, csrfToken, noteEnding, noteReachable } from "./session";
import { putTouchBack, takeTouch } from "./touched";

export interface Problem {
  status: number;
  code: string;
  message: string;
  message_en?: string;
  place?: string;
  next?: string;
  next_en?: string;
  theirs?: Theirs[];
  problems?: { field?: string; code: string; text: string; text_en?: string }[];
}

// What somebody else changed meanwhile (409 F4090), oldest first.
export interface Theirs {
  operator?: string;
  at?: string;
  before?: Record<string, string> | null;
  after?: Record<string, string> | null;
}

export class ApiProblem extends Error {
  constructor(public readonly problem: Problem) {
    super(problem.code);
  }
}

const unreachable: Problem = {
  status: 0,
  code: "W0001",
  message: "この画面のサーバーにつながりません。",
  message_en: "The server of this page cannot be reached.",
  next: "入力内容はこの画面に残っています。少し待ってから、もう一度お試しください。",
  next_en: "What you typed is kept on this page. Wait a moment and try again.",
};

// The problem of anything thrown by `call`; a programming error keeps its text as the code.
export function problemOf(error: unknown): Problem {
  if (error instanceof ApiProblem) return error.problem;
  return {
    status: 0,
    code: "W0002",
    message: "画面の処理に失敗しました。",
    message_en: "The page could not finish this step.",
    next: "画面を読み込み直してください。",
    next_en: "Please reload the page.",
  };
}

async function problemFrom(response: Response): Promise<Problem> {
  const fallback: Problem = {
    status: response.status,
    code: `W${response.status}`,
    message: "サーバーが要求を処理できませんでした。",
    message_en: "The server could not do this.",
    next: "少し待ってから、もう一度お試しください。",
    next_en: "Wait a moment and try again.",
  };
  try {
    const body = (await response.json()) as Partial<Problem>;
    const told = { ...fallback, next: undefined, next_en: undefined, ...body };
    // `sign_in` is for programs: the page acts on the status.
    return { ...told, next: told.next === "sign_in" ? undefined : told.next,
      status: response.status };
  } catch {
    return fallback;
  }
}

export interface CallOptions {
  signal?: AbortSignal;
  // Sign-in calls answer 401 as an ordinary error instead of opening the sign-in dialog.
  signingIn?: boolean;
  // A body that is sent as it is (a file).
  raw?: Blob;
}

async function send(method: string, path: string, body: unknown, options: CallOptions) {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (method !== "GET") headers["X-CSRF-Token"] = csrfToken();
  const touched = takeTouch();
  if (touched) headers["Madoguchi-By-Person"] = "1";
  let payload: BodyInit | undefined;
  if (options.raw) {
    headers["Content-Type"] = "text/csv";
    payload = options.raw;
  } else if (body !== undefined) {
    headers["Content-Type"] = "application/json";
    payload = JSON.stringify(body);
  }
  try {
    const response = await fetch(path, {
      method,
      headers,
      body: payload,
      credentials: "same-origin",
      cache: "no-store",
      signal: options.signal,
    });
    noteReachable(true);
    noteEnding(response.ok, response.headers.get("Madoguchi-Session-Ends-In"));
    return response;
  } catch (error) {
    putTouchBack(touched);
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    noteReachable(false);
    throw new ApiProblem(unreachable);
  }
}

// Sends and, when the session has ended, waits for the sign-in dialog and sends once more, so that
// nothing typed is lost. Rejects with ApiProblem.
export async function respond(
  method: string,
  path: string,
  body?: unknown,
  options: CallOptions = {},
): Promise<Response> {
  let response = await send(method, path, body, options);
  if (response.status === 401 && !options.signingIn) {
    await awaitSignIn(options.signal);
    response = await send(method, path, body, options);
  }
  if (!response.ok) throw new ApiProblem(await problemFrom(response));
  return response;
}

export async function call<T>(
  method: "GET" | "POST",
  path: string,
  body?: unknown,
  options: CallOptions = {},
): Promise<T> {
  const response = await respond(method, path, body, options);
  const text = await response.text();
  return (text ? JSON.parse(text) : {}) as T;
}

// What the server says against one column of a form.
export function problemAt(problem: Problem | undefined, field: string): string | undefined {
  const among = problem?.problems?.find((one) => one.field === field)?.text;
  return among ?? (problem?.place === field ? problem.message : undefined);
}

export const get = <T>(path: string, options?: CallOptions) =>
  call<T>("GET", path, undefined, options);
export const post = <T>(path: string, body: unknown = {}, options?: CallOptions) =>
  call<T>("POST", path, body, options);

// A path with a query string; empty values are left out.
export function withQuery(path: string, query: Record<string, string | number | undefined>) {
  const parts = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== "") parts.set(name, String(value));
  }
  const text = parts.toString();
  return text ? `${path}?${text}` : path;
}

// Saves an answer of the server as a file on this computer.
export async function saveAs(
  method: "GET" | "POST",
  path: string,
  name: string,
  body?: unknown,
  raw?: Blob,
): Promise<void> {
  const blob = await (await respond(method, path, body, { raw })).blob();
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
