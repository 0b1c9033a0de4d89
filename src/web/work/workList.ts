import { isOver, type Fulfilment } from "./fulfilment";

/** The fulfilments under way at one location, the highest version of each. */
export class WorkListItems {
  #items = new Map<string, Fulfilment>();

  /** Those that must be seen to first come first. */
  get items(): readonly Fulfilment[] {
    return [...this.#items.values()].sort((a, b) => compare(dueOf(a), dueOf(b)) || compare(a.fulfilmentId, b.fulfilmentId));
  }

  replaceAll(items: readonly Fulfilment[]): void {
    this.#items = new Map(items.map((item) => [item.fulfilmentId, item]));
  }

  put(item: Fulfilment): void {
    if (isOver(item)) this.#items.delete(item.fulfilmentId);
    else this.#items.set(item.fulfilmentId, item);
  }
}

/** When something has to have happened; nothing where nobody waits. */
export const dueOf = (item: Fulfilment): string | undefined => item.acceptBy ?? item.slot?.start ?? item.collectBy;

function compare(a: string | undefined, b: string | undefined): number {
  if (a === b) return 0;
  if (a === undefined) return 1;
  return b === undefined || a < b ? -1 : 1;
}
