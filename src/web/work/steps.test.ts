import { expect, test } from "vitest";
import type { Fulfilment } from "./fulfilment";
import { stepsOf } from "./steps";

const next: Record<string, string> = {
  accept: "accepted", pick: "picking", pack: "packed", ready: "readyForPickup", collect: "collected", ship: "shipped", deliver: "delivered",
};

test.each([
  ["pickup", ["accept", "pick", "pack", "ready", "collect"]],
  ["curbside", ["accept", "pick", "pack", "ready", "collect"]],
  ["delivery", ["accept", "pick", "pack", "ship", "deliver"]],
  ["shipToStore", ["accept", "pick", "pack", "ship", "ready", "collect"]],
])("the usual steps of a %s lead to its end", (method, steps) => {
  const taken: string[] = [];
  let item: Fulfilment = { fulfilmentId: "o.1", orderId: "o", locationId: "l", method, state: "assigned", lines: [], version: 1 };
  for (let step = stepsOf(item)[0]; step !== undefined; step = stepsOf(item)[0]) {
    taken.push(step);
    item = { ...item, state: next[step]! };
  }
  expect(taken).toEqual(steps);
});
