import { useEffect, useMemo, useReducer } from "preact/hooks";
import { LocationStock } from "./locationStock";

/** Watches a location for as long as the component shows it, and draws the component again when something changed. */
export function useLocationStock(locationId: string): LocationStock {
  const stock = useMemo(() => new LocationStock(locationId), [locationId]);
  const [, draw] = useReducer((count: number, _: void) => count + 1, 0);
  useEffect(() => stock.open(draw), [stock]);
  return stock;
}
