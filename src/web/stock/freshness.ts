import type { LocationStock } from "./locationStock";

/** Older than this, figures on a screen that should be live are called stale. */
export const staleAfterMs = 20_000;

export interface Freshness {
  readonly line: "connecting" | "live" | "quiet" | "disconnected";
  /** Age of the newest proof that the figures are right; nothing when there are none yet. */
  readonly ageMs: number | undefined;
  /** Whether the figures can be taken for the present ones, or are still being loaded for the first time. */
  readonly current: boolean;
}

export function freshness(stock: Pick<LocationStock, "watchState" | "heardAtMs">, nowMs: number): Freshness {
  const ageMs = stock.heardAtMs === 0 ? undefined : Math.max(0, nowMs - stock.heardAtMs);
  const { kind } = stock.watchState;
  if (kind === "live") {
    const quiet = ageMs !== undefined && ageMs > staleAfterMs;
    return { line: quiet ? "quiet" : "live", ageMs, current: !quiet };
  }
  if (kind === "connecting") return { line: "connecting", ageMs, current: ageMs === undefined };
  return { line: "disconnected", ageMs, current: false };
}
