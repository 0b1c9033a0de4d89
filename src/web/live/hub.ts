import { HubConnectionBuilder, LogLevel, type HubConnection } from "@microsoft/signalr";
import type { FulfilmentChanged, StockChanged, WatchAnswer, WatchDigest } from "./messages";

/** What the server calls. */
export interface LiveCalls {
  stockChanged(message: StockChanged): void;
  fulfilmentChanged(message: FulfilmentChanged): void;
  watchDigest(message: WatchDigest): void;
  closed(): void;
}

/**
 * The hub `/hubs/live`. One connection serves one watched location: a push of another location can then never be taken
 * for one of this.
 */
export class LiveHub {
  readonly #connection: HubConnection;

  constructor(calls: LiveCalls) {
    this.#connection = new HubConnectionBuilder().withUrl("/hubs/live").configureLogging(LogLevel.None).build();
    this.#connection.on("stockChanged", (message: StockChanged) => calls.stockChanged(message));
    this.#connection.on("fulfilmentChanged", (message: FulfilmentChanged) => calls.fulfilmentChanged(message));
    this.#connection.on("watchDigest", (message: WatchDigest) => calls.watchDigest(message));
    this.#connection.onclose(() => calls.closed());
  }

  start(): Promise<void> {
    return this.#connection.start();
  }

  stop(): Promise<void> {
    return this.#connection.stop();
  }

  /** A hub method is called with all of its arguments: no position is `null`. */
  watchLocation(locationId: string, afterPosition: number | undefined, epoch: string | undefined): Promise<WatchAnswer> {
    return this.#connection.invoke<WatchAnswer>("WatchLocation", locationId, afterPosition ?? null, epoch ?? null);
  }
}
