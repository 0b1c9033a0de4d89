/** What the operations view asks for, with the fields that it shows. */
export interface Health {
  status: string;
  demoItemsLoaded?: number;
  demoItems?: number;
}

export interface Balance {
  balanced: boolean;
  items: number;
  received: number;
  goneOut: number;
  onHand: number;
  reserved: number;
  holds: number;
  mismatches: { what: string; detail: string }[];
}

export interface Page<T> {
  items: T[];
  next?: string;
}

export interface ShortItem {
  sku: string;
  locationId: string;
  onHand: number;
  reserved: number;
  deficit?: number;
}

export interface AgedHold {
  sku: string;
  locationId: string;
  reservationId: string;
  orderId?: string;
  quantity: number;
  confirmedAt: string;
}

export interface Feed {
  source: string;
  state: string;
  lastHeard?: string;
  counts: { accepted: number; refused: number };
}

export interface Webhook {
  webhookId: string;
  url: string;
  state: string;
  pending: number;
  deadLetters: number;
}

export interface Policy {
  version: number;
  putBy?: string;
  putAt?: string;
  rules?: { id: string; effect: string }[];
}
