import { useMemo, useReducer, useState } from "preact/hooks";
import { Holds, type HoldOutcome } from "./holds";

export interface HoldsAndOutcomes {
  readonly holds: Holds;
  /** The newest first. */
  readonly outcomes: readonly HoldOutcome[];
  dismiss(outcome: HoldOutcome): void;
}

const outcomesShown = 3;

export function useHolds(locationId: string): HoldsAndOutcomes {
  const [, draw] = useReducer((count: number, _: void) => count + 1, 0);
  const [outcomes, setOutcomes] = useState<readonly HoldOutcome[]>([]);
  const holds = useMemo(() => {
    setOutcomes([]);
    // A newer outcome of the same item takes the place of the older one.
    return new Holds(locationId, draw, (outcome) =>
      setOutcomes((known) => [outcome, ...known.filter(({ sku }) => sku !== outcome.sku)].slice(0, outcomesShown)));
  }, [locationId]);
  const dismiss = (outcome: HoldOutcome) => setOutcomes((known) => known.filter((other) => other !== outcome));
  return { holds, outcomes, dismiss };
}
