import { HubConnectionBuilder, LogLevel, type HubConnection } from "@microsoft/signalr";
import type { StockChanged, WatchAnswer } from "./messages";

/**
 * The hub `/hubs/live`. One connection serves one watched location: a push does not name its watch, so another location
 * gets another connection and no late push of the first can be taken for one of the second.
 */
export class LiveHub {
  readonly #connection: HubConnection;

  constructor(onStockChanged: (message: StockChanged) => void, onClosed: () => void) {
    this.#connection = new HubConnectionBuilder().withUrl("/hubs/live").configureLogging(LogLevel.None).build();
    this.#connection.on("stockChanged", onStockChanged);
    this.#connection.onclose(onClosed);
  }

  start(): Promise<void> {
    return this.#connection.start();
  }

  stop(): Promise<void> {
    return this.#connection.stop();
  }

  /** A hub method is called with all of its arguments: no position is `null`. */
  watchLocation(locationId: string, afterPosition: number | undefined): Promise<WatchAnswer> {
    return this.#connection.invoke<WatchAnswer>("WatchLocation", locationId, afterPosition ?? null);
  }
}
