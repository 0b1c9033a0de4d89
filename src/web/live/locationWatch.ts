import type { StockItem } from "../stock/stockItem";
import { isOver, type Fulfilment } from "../work/fulfilment";
import { reconnectDelayMs } from "./backoff";
import { LiveHub } from "./hub";
import type { FulfilmentChanged, StockChanged, WatchAnswer, WatchDigest } from "./messages";
import { refusalOf, type Refusal } from "./refusal";
import { ShownVersions } from "./shownVersions";

export type WatchState =
  | { readonly kind: "connecting" }
  | { readonly kind: "live" }
  | { readonly kind: "waiting"; readonly retryAtMs: number; readonly refusal: Refusal | undefined };

/** Where a watch puts what it hears. */
export interface WatchSink {
  snapshot(items: readonly StockItem[]): void;
  page(items: readonly StockItem[]): void;
  changes(items: readonly StockItem[], pushed: boolean): void;
  /** All that are under way. */
  work(fulfilments: readonly Fulfilment[]): void;
  workChanged(fulfilments: readonly Fulfilment[]): void;
  /** The server has just shown that the rows are up to date. */
  heard(): void;
  state(state: WatchState): void;
}

/** After so long without a push the server is asked whether anything was missed: a quiet store is not a dead line. */
const askAfterQuietMs = 8_000;
const answerTimeoutMs = 15_000;
/** A connection that lived so long was a good one: the next failure starts from the shortest delay. */
const steadyAfterMs = 10_000;

/** Watches one location until it is stopped: connects, catches up, listens; whatever breaks, it begins again. */
export class LocationWatch {
  readonly #hub: LiveHub;
  #stopped = false;
  readonly #items = new ShownVersions();
  readonly #work = new ShownVersions();
  #position: number | undefined;
  #epoch: string | undefined;
  #paging = false;
  /** What was pushed while an answer is on its way to us: applied after it, since it came after it. */
  #waiting: (() => void)[] | undefined;
  #lastHeardMs = 0;
  #wake: () => void = () => {};
  #closed: () => void = () => {};

  constructor(readonly locationId: string, readonly sink: WatchSink) {
    this.#hub = new LiveHub({
      stockChanged: (message) => this.#after(() => this.#stockChanged(message)),
      fulfilmentChanged: (message) => this.#after(() => this.#fulfilmentChanged(message)),
      watchDigest: (message) => this.#after(() => this.#compare(message)),
      closed: () => this.#closed(),
    });
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
      this.#waiting = undefined;
      await this.#hub.stop().catch(() => {});
    }
  }

  /** Asks for what changed since our watermark, or for everything. */
  async #catchUp(anew = false): Promise<void> {
    this.#waiting = [];
    const [position, epoch] = anew ? [undefined, undefined] : [this.#position, this.#epoch];
    const answer = await withTimeout(this.#hub.watchLocation(this.locationId, position, epoch), answerTimeoutMs);
    this.#answered(answer);
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const apply of waiting) apply();
    this.#heard();
  }

  #answered(answer: WatchAnswer): void {
    if (answer.snapshot) {
      this.#position = undefined;
      this.#items.clear();
      this.#shown(answer.snapshot);
      this.sink.snapshot(answer.snapshot);
    } else if (answer.changes) {
      this.sink.changes(this.#shown(answer.changes), false);
    }
    this.#work.clear();
    const work = answer.fulfilments ?? [];
    for (const item of work) this.#work.take(item.fulfilmentId, item.version, isOver(item));
    this.sink.work(work);
    this.#epoch = answer.epoch;
    this.#paging = answer.more === true;
    this.#moveTo(answer.position);
  }

  #after(apply: () => void): void {
    if (this.#waiting) this.#waiting.push(apply);
    else apply();
  }

  /** Those that are news. */
  #shown(items: readonly StockItem[]): StockItem[] {
    return items.filter((item) => this.#items.take(`${item.sku}@${item.locationId}`, item.version));
  }

  #stockChanged(message: StockChanged): void {
    const news = this.#shown(message.changes);
    if (this.#paging) this.sink.page(news);
    else this.sink.changes(news, true);
    this.#paging &&= message.more === true;
    this.#moveTo(message.position);
    this.#heard();
  }

  #fulfilmentChanged(message: FulfilmentChanged): void {
    this.sink.workChanged(message.changes.filter((item) => this.#work.take(item.fulfilmentId, item.version, isOver(item))));
    this.#moveTo(message.position);
    this.#heard();
  }

  /** A digest comes after all that it counts; where it differs something was lost, and everything is asked for anew. */
  #compare(digest: WatchDigest): void {
    const same = this.#items.is(digest.items) && (!digest.fulfilments || this.#work.is(digest.fulfilments));
    if (same) {
      this.#moveTo(digest.position);
      this.#heard();
    } else {
      void this.#catchUp(true).catch(() => this.#closed());
    }
  }

  #moveTo(position: number): void {
    this.#position = Math.max(this.#position ?? position, position);
  }

  #heard(): void {
    this.#lastHeardMs = Date.now();
    this.sink.heard();
  }

  async #askWhenQuiet(): Promise<void> {
    if (this.#waiting || Date.now() - this.#lastHeardMs < askAfterQuietMs) return;
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
