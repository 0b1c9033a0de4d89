const firstDelayMs = 500;
const longestDelayMs = 20_000;

/**
 * How long to wait before trying again after `failures` failures in a row: doubling, bounded, and spread over half of
 * the delay so that a thousand screens do not return in the same instant. `random` is in [0, 1).
 */
export function reconnectDelayMs(failures: number, random: number): number {
  const delayMs = Math.min(longestDelayMs, firstDelayMs * 2 ** Math.min(failures, 16));
  return Math.round(delayMs * (0.5 + random / 2));
}
