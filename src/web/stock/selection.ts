import { matchesWords, wordsOf } from "../language/searchKey";
import type { RowsView, StockRow } from "./stockRows";

export type SortKey = "changed" | "sku" | "available";
export interface Sort {
  readonly key: SortKey;
  readonly descending: boolean;
}

const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

const ascending: Record<SortKey, (a: StockRow, b: StockRow) => number> = {
  // What changed on this screen comes last in arrival order; the rest goes by the time the server gave it.
  changed: (a, b) => a.arrival - b.arrival || compareText(a.item.asOf, b.item.asOf),
  sku: (a, b) => collator.compare(a.item.sku, b.item.sku),
  available: (a, b) => a.item.available - b.item.available,
};

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Equal rows follow their SKU in either direction, so that the order of a table is always the same for the same rows. */
export function compareRows(sort: Sort): (a: StockRow, b: StockRow) => number {
  const compare = ascending[sort.key];
  const sign = sort.descending ? -1 : 1;
  return (a, b) => sign * compare(a, b) || collator.compare(a.item.sku, b.item.sku);
}

/** The SKUs to show, in order. */
export function selectSkus(rows: RowsView, filter: string, sort: Sort): string[] {
  const words = wordsOf(filter);
  const chosen: StockRow[] = [];
  for (const row of rows.values()) if (matchesWords(row.key, words)) chosen.push(row);
  return chosen.sort(compareRows(sort)).map((row) => row.item.sku);
}

export interface Totals {
  readonly items: number;
  readonly onHand: number;
  readonly reserved: number;
  readonly available: number;
  /** Items of which nothing can be promised. */
  readonly none: number;
}

export function totalsOf(rows: RowsView, filter: string): Totals {
  const words = wordsOf(filter);
  let items = 0, onHand = 0, reserved = 0, available = 0, none = 0;
  for (const { item, key } of rows.values()) {
    if (!matchesWords(key, words)) continue;
    items++;
    onHand += item.onHand;
    reserved += item.reserved;
    available += item.available;
    if (item.available <= 0) none++;
  }
  return { items, onHand, reserved, available, none };
}
