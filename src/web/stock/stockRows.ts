import { searchKey } from "../language/searchKey";
import type { StockItem } from "./stockItem";

/** What the table shows of one item. A row is never changed in place: a new state is a new row. */
export interface StockRow {
  readonly item: StockItem;
  readonly key: string;
  /** Local time of the last change seen on this screen; 0 when it has not changed since it was loaded. */
  readonly changedAtMs: number;
  /** Order of arrival of that change; 0 when there was none. */
  readonly arrival: number;
  /** By how much that change moved `available`. */
  readonly delta: number;
}

export type RowsView = ReadonlyMap<string, StockRow>;

/** The rows of one location: whatever arrives, in whatever order and however often, the highest version of an item wins. */
export class StockRows {
  #rows = new Map<string, StockRow>();
  #arrivals = 0;

  get view(): RowsView {
    return this.#rows;
  }

  /** A copy that stays as it is while changes go on arriving. */
  frozen(): RowsView {
    return new Map(this.#rows);
  }

  /**
   * Starts over from a snapshot. Versions are not compared with the rows that were there: after a restore of the
   * server's journal the truth may have lower ones.
   */
  replaceAll(items: readonly StockItem[]): void {
    const before = this.#rows;
    this.#rows = new Map();
    for (const item of items) this.#put(item, before.get(item.sku), before.get(item.sku), 0);
  }

  /** Adds items that were loaded, not changed: they are not marked as changed. */
  load(items: readonly StockItem[]): void {
    for (const item of items) {
      const known = this.#rows.get(item.sku);
      if (!known || item.version > known.item.version) this.#put(item, known, undefined, 0);
    }
  }

  /** Applies changes and answers how many of them were news. */
  merge(changes: readonly StockItem[], nowMs: number): number {
    let news = 0;
    for (const item of changes) {
      const known = this.#rows.get(item.sku);
      if (known && item.version <= known.item.version) continue;
      this.#put(item, known, undefined, nowMs);
      news++;
    }
    return news;
  }

  #put(item: StockItem, named: StockRow | undefined, unchanged: StockRow | undefined, changedAtMs: number): void {
    // The same state again keeps its row, so that nothing is drawn anew and the marks of its last change stay.
    if (unchanged && unchanged.item.version === item.version && unchanged.item.asOf === item.asOf) {
      this.#rows.set(item.sku, unchanged);
      return;
    }
    const name = item.name ?? named?.item.name;
    const full = name === undefined || name === item.name ? item : { ...item, name };
    this.#rows.set(item.sku, {
      item: full,
      key: named && named.item.name === name ? named.key : searchKey(`${item.sku} ${name ?? ""}`),
      changedAtMs,
      arrival: changedAtMs === 0 ? 0 : ++this.#arrivals,
      delta: changedAtMs === 0 ? 0 : item.available - (named?.item.available ?? 0),
    });
  }
}
