import type { StockItem } from "../stock/stockItem";

/** What the server pushes. `position` is a watermark: everything of this watch up to it has been sent. */
export interface StockChanged {
  position: number;
  changes: StockItem[];
}

/** What `WatchLocation` answers: everything, or only what changed after the position that was named. */
export interface WatchAnswer {
  position: number;
  snapshot?: StockItem[];
  changes?: StockItem[];
  /** Where the snapshot goes on, if it comes in pages. */
  next?: string | null;
}

export interface StockPageAnswer {
  items: StockItem[];
  next?: string | null;
}
