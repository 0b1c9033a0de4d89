import { useEffect, useState } from "preact/hooks";
import { reconnectDelayMs } from "../live/backoff";
import { getJson } from "../http/request";
import { locationKey, type Location, type LocationPageAnswer } from "./location";

const pageSize = 500;

export interface Locations {
  readonly items: readonly { readonly location: Location; readonly key: string }[];
  readonly state: "loading" | "loaded" | "failed";
}

/** All locations, page by page; shown as they come. A page that fails is asked for again until it is there. */
export function useLocations(): Locations {
  const [locations, setLocations] = useState<Locations>({ items: [], state: "loading" });
  useEffect(() => {
    const stopped = new AbortController();
    void load(setLocations, stopped.signal);
    return () => stopped.abort();
  }, []);
  return locations;
}

async function load(show: (locations: Locations) => void, stopped: AbortSignal): Promise<void> {
  let items: Locations["items"] = [];
  let after = "";
  for (let failures = 0; !stopped.aborted; ) {
    try {
      const cursor = after && `&after=${encodeURIComponent(after)}`;
      const page = await getJson<LocationPageAnswer>(`/v1/locations?limit=${pageSize}${cursor}`);
      if (stopped.aborted) return;
      items = [...items, ...page.items.map((location) => ({ location, key: locationKey(location) }))];
      show({ items, state: page.next ? "loading" : "loaded" });
      if (!page.next) return;
      after = page.next;
      failures = 0;
    } catch {
      if (stopped.aborted) return;
      show({ items, state: "failed" });
      const delayMs = reconnectDelayMs(failures++, Math.random());
      await new Promise((resolve) => setTimeout(resolve, delayMs));
    }
  }
}
