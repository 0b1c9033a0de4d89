import { useEffect, useState } from "preact/hooks";
import { useNow } from "../app/useNow";
import { getJson, postJson, ProblemError } from "../http/request";
import { useLanguage } from "../language/language";
import { Steps } from "../work/Steps";
import type { Order } from "./answers";
import { watchOrder } from "./orderWatch";

/** An order as it goes on. */
export function OrderCard({ placed }: { placed: Order }) {
  const { text, number, moment } = useLanguage();
  const nowMs = useNow();
  const [order, setOrder] = useState(placed);
  const [live, setLive] = useState(false);
  const [problem, setProblem] = useState<string>();
  const show = (seen: Order) => setOrder((known) => (seen.version >= known.version ? seen : known));
  useEffect(() => watchOrder(placed.orderId, show, setLive), [placed.orderId]);
  const refresh = () => {
    if (live) return;
    getJson<Order>(`/v1/orders/${encodeURIComponent(order.orderId)}`).then(show).catch(() => undefined);
  };
  const cancel = () => {
    setProblem(undefined);
    postJson<Order>(`/v1/orders/${encodeURIComponent(order.orderId)}/cancel`)
      .catch((e: unknown) => setProblem(e instanceof ProblemError ? e.detail || e.code : String(e)));
  };
  return (
    <section class="card">
      <h2>{text.orderTitle(order.orderId)}</h2>
      <p class={live ? "line line-live" : "line line-connecting"}>{text.orderStates[order.state] ?? order.state}</p>
      <p class="card-quiet" role="status">{live ? text.followedLive : text.notFollowed}</p>
      {problem && <p class="card-problem" role="alert">{text.failed(problem)}</p>}
      <ul class="card-list">
        {order.fulfilments.map((fulfilment) => (
          <li key={fulfilment.fulfilmentId}>
            <p>
              <strong>{text.states[fulfilment.state] ?? fulfilment.state}</strong> · {text.methods[fulfilment.method] ?? fulfilment.method} ·{" "}
              {fulfilment.lines.map(({ sku, quantity }) => `${number(quantity)} × ${sku}`).join(", ")} ·{" "}
              <a href={`/store/${encodeURIComponent(fulfilment.locationId)}`}>{text.toStore} {fulfilment.locationId}</a>
            </p>
            <Steps item={fulfilment} onTaken={refresh} />
          </li>
        ))}
      </ul>
      {(order.state === "open" || order.state === "backordered") && <button class="button" type="button" onClick={cancel}>{text.cancelOrder}</button>}
      <h3>{text.history}</h3>
      <ol class="card-list">
        {order.history.map(({ at, what, why }, i) => <li key={i}>{moment(Date.parse(at), nowMs)} · {what}{why ? ` (${why.split(", ").map((code) => text.reasons[code] ?? code).join(", ")})` : ""}</li>)}
      </ol>
    </section>
  );
}
