import { useRef } from "preact/hooks";
import { selectSkus, type Sort } from "./selection";
import type { RowsView } from "./stockRows";

const reorderEveryMs = 1000;

interface Kept {
  skus: string[];
  asked: string;
  size: number;
  atMs: number;
}

/**
 * Which rows to show, in which order. Quantities are shown at once, but rows move at most once a second, and not at
 * all while `held`: nobody can read, or hit, a row that jumps. Another question (`asked`) is answered at once.
 */
export function useRowOrder(rows: RowsView, filter: string, sort: Sort, held: boolean, table: string): string[] {
  const kept = useRef<Kept>(undefined);
  const asked = JSON.stringify([table, filter, sort]);
  const nowMs = Date.now();
  const last = kept.current;
  const due = !last || last.asked !== asked || last.size === 0 || (!held && nowMs - last.atMs >= reorderEveryMs);
  if (due) kept.current = { skus: selectSkus(rows, filter, sort), asked, size: rows.size, atMs: nowMs };
  return kept.current?.skus ?? [];
}
