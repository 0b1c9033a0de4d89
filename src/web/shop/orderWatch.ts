import { HubConnectionBuilder, LogLevel } from "@microsoft/signalr";
import { getJson } from "../http/request";
import { reconnectDelayMs } from "../live/backoff";
import type { Order } from "./answers";

interface OrderAnswer {
  snapshot?: Order[];
  changes?: Order[];
}

/** Follows one order through the hub; while that can't be reached, asks for it. Returns what ends it. */
export function watchOrder(orderId: string, show: (order: Order) => void, tell: (isLive: boolean) => void): () => void {
  const connection = new HubConnectionBuilder().withUrl("/hubs/live").configureLogging(LogLevel.None).build();
  let stopped = false;
  let failures = 0;

  // Whatever comes twice or late, the newest stays: who shows it compares versions.
  connection.on("orderChanged", (message: { changes: Order[] }) => message.changes.forEach(show));
  connection.onclose(() => void again());
  void start();
  return () => {
    stopped = true;
    void connection.stop();
  };

  async function start(): Promise<void> {
    try {
      await connection.start();
      const answer = await connection.invoke<OrderAnswer>("WatchOrder", orderId, null, null);
      (answer.snapshot ?? answer.changes ?? []).forEach(show);
      failures = 0;
      if (!stopped) tell(true);
    } catch {
      // A connection that opened and could not watch is closed first, and that calls this again.
      if (connection.state === "Connected") await connection.stop();
      else await again();
    }
  }

  async function again(): Promise<void> {
    if (stopped) return;
    tell(false);
    try {
      show(await getJson<Order>(`/v1/orders/${encodeURIComponent(orderId)}`));
    } catch {
      // It is asked for again with the next try.
    }
    await new Promise((resolve) => setTimeout(resolve, reconnectDelayMs(failures++, Math.random())));
    if (!stopped) await start();
  }
}
