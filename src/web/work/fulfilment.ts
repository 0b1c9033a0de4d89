/** What this location does for an order. */
export interface Fulfilment {
  readonly fulfilmentId: string;
  readonly orderId: string;
  readonly locationId: string;
  readonly method: string;
  readonly state: string;
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
  readonly slot?: { readonly start: string; readonly end: string } | null;
  readonly collectAt?: string;
  readonly acceptBy?: string;
  readonly collectBy?: string;
  readonly version: number;
}

const over = new Set(["collected", "delivered", "rejected", "cancelled", "expired"]);

/** Nothing is left to do. */
export const isOver = ({ state }: Fulfilment): boolean => over.has(state);
