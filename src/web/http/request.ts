/** An answer of the server that is a refusal (`application/problem+json`), or no answer at all (`status` 0). */
export class ProblemError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly retryAfterSeconds: number | undefined,
    readonly body: Record<string, unknown>,
  ) {
    super(detail || code || `HTTP ${status}`);
  }
}

export interface Answer<T> {
  readonly body: T;
  /** The server's clock when it answered, or this machine's where it did not say. */
  readonly serverTimeMs: number;
}

const timeoutMs = 10_000;

export async function getJson<T>(path: string): Promise<T> {
  return (await send<T>(path, { headers: { accept: "application/json" } })).body;
}

export function postJson<T>(path: string, body?: unknown): Promise<Answer<T>> {
  const headers: Record<string, string> = { accept: "application/json" };
  if (body === undefined) return send<T>(path, { method: "POST", headers });
  return send<T>(path, { method: "POST", headers: { ...headers, "content-type": "application/json" }, body: JSON.stringify(body) });
}

async function send<T>(path: string, init: RequestInit): Promise<Answer<T>> {
  let response: Response;
  try {
    response = await fetch(path, { ...init, signal: AbortSignal.timeout(timeoutMs) });
  } catch {
    throw new ProblemError(0, "no-answer", "", undefined, {});
  }
  const body = (await response.json().catch(() => undefined)) as unknown;
  if (!response.ok) throw problem(response, body);
  if (body === undefined) throw new ProblemError(0, "no-answer", "", undefined, {});
  const date = Date.parse(response.headers.get("date") ?? "");
  return { body: body as T, serverTimeMs: Number.isNaN(date) ? Date.now() : date };
}

function problem(response: Response, body: unknown): ProblemError {
  const fields = (typeof body === "object" && body !== null ? body : {}) as Record<string, unknown>;
  const retryAfter = Number.parseInt(response.headers.get("retry-after") ?? "", 10);
  return new ProblemError(
    response.status,
    typeof fields["code"] === "string" ? fields["code"] : "",
    typeof fields["detail"] === "string" ? fields["detail"] : "",
    Number.isNaN(retryAfter) ? undefined : retryAfter,
    fields,
  );
}
