/** One SKU at one location, with the fields of `GET /v1/stock/{sku}/{locationId}`. Quantities are whole units. */
export interface StockItem {
  sku: string;
  locationId: string;
  /** Present where the server knows the product's name. */
  name?: string;
  onHand: number;
  reserved: number;
  safetyStock: number;
  /** May be negative: a till sale or a count can leave less than is held. */
  available: number;
  /** Grows with every change of this item; of two states the higher version is the newer one. */
  version: number;
  /** RFC 3339, UTC. */
  asOf: string;
}
