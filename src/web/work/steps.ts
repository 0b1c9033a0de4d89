import type { Fulfilment } from "./fulfilment";

/** What a location can do next with a fulfilment: the usual step first. */
export function stepsOf({ state, method }: Fulfilment): readonly string[] {
  switch (state) {
    case "assigned": return ["accept", "reject"];
    case "accepted": return ["pick"];
    case "picking": return ["pack"];
    case "packed": return [method === "pickup" || method === "curbside" ? "ready" : "ship"];
    case "shipped": return [method === "shipToStore" ? "ready" : "deliver"];
    case "readyForPickup": return ["collect"];
    default: return [];
  }
}
