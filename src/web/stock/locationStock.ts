import { LocationWatch, type WatchSink, type WatchState } from "../live/locationWatch";
import type { Fulfilment } from "../work/fulfilment";
import { WorkListItems } from "../work/workList";
import { ChangeMeter } from "./changeMeter";
import type { StockItem } from "./stockItem";
import { StockRows, type RowsView } from "./stockRows";

/** A person reads no faster; more drawing than this only warms a tablet. */
const drawEveryMs = 100;

/** The stock of one location as this screen knows it. Changes are applied at once and shown together, frame by frame. */
export class LocationStock implements WatchSink {
  readonly #rows = new StockRows();
  readonly #meter = new ChangeMeter();
  readonly #work = new WorkListItems();
  readonly #watch: LocationWatch;
  #drawn = false;
  #drawnAtMs = 0;
  #onDraw: () => void = () => {};

  watchState: WatchState = { kind: "connecting" };
  /** Grows whenever the table starts over, so that whoever keeps an order of rows makes it anew. */
  generation = 0;
  /** Local time at which the server last showed that these rows are up to date; 0 when it never did. */
  heardAtMs = 0;
  changedAtMs = 0;
  changeCount = 0;

  constructor(readonly locationId: string) {
    this.#watch = new LocationWatch(locationId, this);
  }

  /** Begins to watch and answers how to stop. */
  open(onDraw: () => void): () => void {
    this.#onDraw = onDraw;
    this.#watch.start();
    return () => {
      this.#onDraw = () => {};
      this.#watch.stop();
    };
  }

  get rows(): RowsView {
    return this.#rows.view;
  }

  frozenRows(): RowsView {
    return this.#rows.frozen();
  }

  changesPerSecond(nowMs: number): number {
    return this.#meter.perSecond(nowMs);
  }

  readonly retryNow = (): void => this.#watch.retryNow();

  snapshot(items: readonly StockItem[]): void {
    this.#rows.replaceAll(items);
    this.generation++;
    this.#draw();
  }

  page(items: readonly StockItem[]): void {
    this.#rows.load(items);
    this.generation++;
    this.#draw();
  }

  changes(items: readonly StockItem[], pushed: boolean): void {
    const nowMs = Date.now();
    const news = this.#rows.merge(items, nowMs);
    if (news === 0) return;
    this.changedAtMs = nowMs;
    this.changeCount += news;
    // What was missed and is caught up with in one piece would show as a rate that never was.
    if (pushed) this.#meter.add(news, nowMs);
    this.#draw();
  }

  /** What there is to do for orders, the most urgent first. */
  get workList(): readonly Fulfilment[] {
    return this.#work.items;
  }

  work(fulfilments: readonly Fulfilment[]): void {
    this.#work.replaceAll(fulfilments);
    this.#draw();
  }

  workChanged(fulfilments: readonly Fulfilment[]): void {
    for (const fulfilment of fulfilments) this.#work.put(fulfilment);
    if (fulfilments.length > 0) this.#draw();
  }

  heard(): void {
    this.heardAtMs = Date.now();
  }

  state(state: WatchState): void {
    this.watchState = state;
    this.#draw();
  }

  #draw(): void {
    if (this.#drawn) return;
    this.#drawn = true;
    const waitMs = Math.max(0, this.#drawnAtMs + drawEveryMs - Date.now());
    setTimeout(() => requestAnimationFrame(() => {
      this.#drawn = false;
      this.#drawnAtMs = Date.now();
      this.#onDraw();
    }), waitMs);
  }
}
