import type { Fulfilment } from "../work/fulfilment";

export interface Slot {
  start: string;
  end: string;
}

export interface Option {
  optionId: string;
  method: string;
  tier: string;
  readyAt?: string | null;
  slot?: Slot | null;
  distanceKm: number;
  cost: number;
  fulfilments: { locationId: string; lines: { sku: string; quantity: number }[] }[];
  reasons: string[];
}

export interface Promised {
  promiseId: string;
  asOf: string;
  madeAt: string;
  options: Option[];
  rejected: { locationId: string; reasons: string[]; distanceKm?: number }[];
  rejectedCount: number;
}

export interface Order {
  orderId: string;
  state: string;
  fulfilments: Fulfilment[];
  history: { at: string; what: string; why?: string | null }[];
  version: number;
}
