import type { Language } from "../language/language";
import type { ProblemError } from "../http/request";
import type { HoldOutcome } from "./holds";

/** What to tell the person; nothing where the row itself says it. */
export function outcomeWords(outcome: HoldOutcome, { text, number }: Language): { words: string; failed: boolean } {
  const { sku } = outcome;
  if (outcome.kind === "held") return { words: text.held(sku), failed: false };
  if (outcome.kind === "released") return { words: `${sku}: ${text.released}`, failed: false };
  const { problem } = outcome;
  const words = (): string => {
    switch (problem.code || problem.status) {
      case "insufficient-stock": return text.insufficient(sku, number(Math.max(0, availableIn(problem))));
      case "reservation-not-held": return text.notHeld(sku);
      case "no-answer": return outcome.step === "hold" ? text.noAnswer(sku) : text.releaseFailed(sku);
    }
    if (problem.status === 401) return text.signIn(sku);
    if (problem.status === 403) return text.notAllowed(sku);
    if (problem.status === 429 || problem.status === 503) return text.tooMany(sku);
    return text.serverFailed(sku, problem.detail || `HTTP ${problem.status}`);
  };
  return { words: words(), failed: true };
}

function availableIn(problem: ProblemError): number {
  const shortfalls = problem.body["shortfalls"];
  const first: unknown = Array.isArray(shortfalls) ? shortfalls[0] : undefined;
  const available = (first as { available?: unknown } | undefined)?.available;
  return typeof available === "number" ? available : 0;
}
