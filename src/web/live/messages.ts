import type { StockItem } from "../stock/stockItem";
import type { Fulfilment } from "../work/fulfilment";

/** What the server pushes. `position` is a watermark: everything of this watch up to it has been sent. */
export interface Changed<T> {
  position: number;
  changes: T[];
  /** A page of a long answer, and not its last. */
  more?: boolean;
}

export type StockChanged = Changed<StockItem>;
export type FulfilmentChanged = Changed<Fulfilment>;

/** How many there are, and the sum of their marks (`versionMark`). */
export interface SetDigest {
  count: number;
  hash: number;
}

/** What a screen has that has heard everything. */
export interface WatchDigest {
  position: number;
  items: SetDigest;
  fulfilments?: SetDigest;
}

/** What `WatchLocation` answers: everything, or only what changed after the position that was named. */
export interface WatchAnswer {
  position: number;
  /** Which store the position is of: sent along with it. */
  epoch: string;
  snapshot?: StockItem[];
  changes?: StockItem[];
  /** All that are under way; missing for those who may not see orders. */
  fulfilments?: Fulfilment[];
  /** The rest follows as changes, page by page. */
  more?: boolean;
}
