import { newId } from "../http/newId";
import { postJson, ProblemError } from "../http/request";
import { reconnectDelayMs } from "../live/backoff";

/** How long a hold from this screen lasts. */
export const holdSeconds = 60;
/** How long the end of a hold stays written in its row. */
const endShownMs = 4000;
const attempts = 3;
const longestRetryAfterSeconds = 5;

export type HoldState = "sending" | "held" | "releasing" | "released" | "expired";
export interface Hold {
  readonly state: HoldState;
  readonly reservationId: string;
  /** Local time; where the clocks differ, the server's is followed. */
  readonly expiresAtMs: number;
}

interface ReservationAnswer {
  reservationId: string;
  expiresAt: string;
}

export type HoldOutcome =
  | { readonly kind: "held"; readonly sku: string }
  | { readonly kind: "released"; readonly sku: string }
  | { readonly kind: "failed"; readonly sku: string; readonly step: "hold" | "release"; readonly problem: ProblemError };

/** The holds made from this screen at one location, by SKU. The server keeps the truth; here is what to show in the rows. */
export class Holds {
  readonly #holds = new Map<string, Hold>();

  constructor(
    readonly locationId: string,
    readonly onChange: () => void,
    readonly onOutcome: (outcome: HoldOutcome) => void,
  ) {}

  get(sku: string): Hold | undefined {
    return this.#holds.get(sku);
  }

  async hold(sku: string): Promise<void> {
    if (this.#holds.has(sku)) return;
    const reservationId = newId("screen");
    this.#set(sku, { state: "sending", reservationId, expiresAtMs: 0 });
    const lines = [{ sku, locationId: this.locationId, quantity: 1 }];
    try {
      const answer = await persist(() =>
        postJson<ReservationAnswer>("/v1/reservations", { reservationId, ttlSeconds: holdSeconds, lines }));
      const leftMs = Date.parse(answer.body.expiresAt) - answer.serverTimeMs;
      const untilMs = Math.min(Math.max(leftMs || 0, 1000), holdSeconds * 1000);
      this.#set(sku, { state: "held", reservationId, expiresAtMs: Date.now() + untilMs });
      setTimeout(() => this.#end(sku, reservationId, "expired"), untilMs);
      this.onOutcome({ kind: "held", sku });
    } catch (error) {
      this.#set(sku, undefined);
      this.onOutcome({ kind: "failed", sku, step: "hold", problem: asProblem(error) });
    }
  }

  async release(sku: string): Promise<void> {
    const hold = this.#holds.get(sku);
    if (hold?.state !== "held") return;
    this.#set(sku, { ...hold, state: "releasing" });
    try {
      await persist(() => postJson(`/v1/reservations/${encodeURIComponent(hold.reservationId)}/release`));
      this.#end(sku, hold.reservationId, "released");
      this.onOutcome({ kind: "released", sku });
    } catch (error) {
      if (this.#holds.get(sku)?.state === "releasing") this.#set(sku, hold);
      this.onOutcome({ kind: "failed", sku, step: "release", problem: asProblem(error) });
    }
  }

  #end(sku: string, reservationId: string, state: "released" | "expired"): void {
    const hold = this.#holds.get(sku);
    if (hold?.reservationId !== reservationId || hold.state === "released" || hold.state === "expired") return;
    this.#set(sku, { ...hold, state });
    setTimeout(() => {
      if (this.#holds.get(sku)?.reservationId === reservationId) this.#set(sku, undefined);
    }, endShownMs);
  }

  #set(sku: string, hold: Hold | undefined): void {
    if (hold) this.#holds.set(sku, hold);
    else this.#holds.delete(sku);
    this.onChange();
  }
}

/** Repeats what got no answer or was turned away for a moment. That is safe: every attempt carries the same id. */
async function persist<T>(send: () => Promise<T>): Promise<T> {
  for (let failures = 0; ; failures++) {
    try {
      return await send();
    } catch (error) {
      const problem = asProblem(error);
      const passing = problem.status === 0 || problem.status === 429 || problem.status === 503;
      const askedToWaitSeconds = problem.retryAfterSeconds ?? 0;
      if (!passing || failures + 1 >= attempts || askedToWaitSeconds > longestRetryAfterSeconds) throw problem;
      const delayMs = Math.max(askedToWaitSeconds * 1000, reconnectDelayMs(failures, Math.random()));
      await new Promise((resolve) => setTimeout(resolve, delayMs));
    }
  }
}

function asProblem(error: unknown): ProblemError {
  return error instanceof ProblemError ? error : new ProblemError(0, "no-answer", String(error), undefined, {});
}
