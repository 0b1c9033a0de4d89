import { getJson } from "../http/request";
import type { StockItem } from "../stock/stockItem";
import { reconnectDelayMs } from "./backoff";
import { LiveHub } from "./hub";
import { refusalOf, type Refusal } from "./refusal";
import type { StockChanged, StockPageAnswer, WatchAnswer } from "./messages";

export type WatchState =
  | { readonly kind: "connecting" }
  | { readonly kind: "live" }
  | { readonly kind: "waiting"; readonly retryAtMs: number; readonly refusal: Refusal | undefined };

/** Where a watch puts what it hears. */
export interface WatchSink {
  snapshot(items: readonly StockItem[]): void;
  page(items: readonly StockItem[]): void;
  changes(items: readonly StockItem[], pushed: boolean): void;
  /** The server has just shown that the rows are up to date. */
  heard(): void;
  state(state: WatchState): void;
}

const pageSize = 1000;
/** After so long without a push the server is asked whether anything was missed: a quiet store is not a dead line. */
const askAfterQuietMs = 8_000;
const answerTimeoutMs = 15_000;
/** A connection that lived so long was a good one: the next failure starts from the shortest delay. */
const steadyAfterMs = 10_000;

/** Watches one location until it is stopped: connects, catches up, listens; whatever breaks, it begins again. */
export class LocationWatch {
  readonly #hub: LiveHub;
  #stopped = false;
  #position: number | undefined;
  #pushedDuringCall: StockItem[] | undefined;
  #lastHeardMs = 0;
  #wake: () => void = () => {};
  #closed: () => void = () => {};

  constructor(readonly locationId: string, readonly sink: WatchSink) {
    this.#hub = new LiveHub((message) => this.#pushed(message), () => this.#closed());
  }

  start(): void {
    window.addEventListener("online", this.retryNow);
    document.addEventListener("visibilitychange", this.#returned);
    void this.#run();
  }

  stop(): void {
    this.#stopped = true;
    window.removeEventListener("online", this.retryNow);
    document.removeEventListener("visibilitychange", this.#returned);
    this.#wake();
    this.#closed();
    void this.#hub.stop().catch(() => {});
  }

  /** Ends the wait for the next attempt. */
  readonly retryNow = (): void => this.#wake();

  readonly #returned = (): void => {
    if (document.visibilityState === "visible") this.#wake();
  };

  async #run(): Promise<void> {
    for (let failures = 0; !this.#stopped; failures++) {
      this.sink.state({ kind: "connecting" });
      const startedMs = Date.now();
      const refusal = await this.#connectAndListen();
      if (this.#stopped) return;
      if (Date.now() - startedMs > steadyAfterMs) failures = 0;
      const delayMs = reconnectDelayMs(failures, Math.random());
      this.sink.state({ kind: "waiting", retryAtMs: Date.now() + delayMs, refusal });
      await this.#wait(delayMs);
    }
  }

  /** Ends when the connection does, and answers what the server refused, if that was the reason. */
  async #connectAndListen(): Promise<Refusal | undefined> {
    const closed = new Promise<void>((resolve) => (this.#closed = resolve));
    let asking: ReturnType<typeof setInterval> | undefined;
    try {
      await this.#hub.start();
      await this.#catchUp();
      this.sink.state({ kind: "live" });
      asking = setInterval(() => void this.#askWhenQuiet(), 1000);
      await closed;
      return undefined;
    } catch (error) {
      return refusalOf(error);
    } finally {
      clearInterval(asking);
      this.#pushedDuringCall = undefined;
      await this.#hub.stop().catch(() => {});
    }
  }

  async #catchUp(): Promise<void> {
    const pushed: StockItem[] = [];
    this.#pushedDuringCall = pushed;
    const answer = await withTimeout(this.#hub.watchLocation(this.locationId, this.#position), answerTimeoutMs);
    if (answer.snapshot) await this.#takeSnapshot(answer, answer.snapshot, pushed);
    else if (answer.changes) this.sink.changes(answer.changes, false);
    this.#pushedDuringCall = undefined;
    this.#moveTo(answer.position);
    this.#heard();
  }

  async #takeSnapshot(answer: WatchAnswer, snapshot: StockItem[], pushed: StockItem[]): Promise<void> {
    // Until the last page is there no position is known, so that a break in between starts from the beginning again.
    this.#position = undefined;
    this.sink.snapshot(snapshot);
    // What was pushed since the call may be newer than what was read for it.
    this.sink.changes(pushed, false);
    for (let next = answer.next; next; ) {
      const path = `/v1/locations/${encodeURIComponent(this.locationId)}/stock`;
      const page = await getJson<StockPageAnswer>(`${path}?limit=${pageSize}&after=${encodeURIComponent(next)}`);
      this.sink.page(page.items);
      next = page.next ?? null;
    }
    this.#position = answer.position;
  }

  #pushed(message: StockChanged): void {
    this.#pushedDuringCall?.push(...message.changes);
    this.sink.changes(message.changes, true);
    if (this.#position !== undefined) this.#moveTo(message.position);
    this.#heard();
  }

  #moveTo(position: number): void {
    this.#position = Math.max(this.#position ?? position, position);
  }

  #heard(): void {
    this.#lastHeardMs = Date.now();
    this.sink.heard();
  }

  async #askWhenQuiet(): Promise<void> {
    if (this.#pushedDuringCall || Date.now() - this.#lastHeardMs < askAfterQuietMs) return;
    // A line that does not answer is as good as closed, even if nobody has noticed yet.
    await this.#catchUp().catch(() => this.#closed());
  }

  #wait(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, delayMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

function withTimeout<T>(answer: Promise<T>, timeoutMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("timeout")), timeoutMs);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
