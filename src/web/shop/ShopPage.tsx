import { useState } from "preact/hooks";
import { postJson, ProblemError } from "../http/request";
import { newId } from "../http/newId";
import { useLanguage } from "../language/language";
import type { Option, Order, Promised } from "./answers";
import { Options } from "./Options";
import { OrderCard } from "./OrderCard";
import { WishForm, type Wish } from "./WishForm";

const demoCustomer = "shop-demo";

/** A checkout: what somebody wants, how it can come, and what became of the order. */
export function ShopPage() {
  const { text } = useLanguage();
  const [promised, setPromised] = useState<Promised>();
  const [order, setOrder] = useState<Order>();
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);

  const attempt = async (action: () => Promise<void>) => {
    setBusy(true);
    setProblem(undefined);
    try {
      await action();
    } catch (e) {
      setProblem(e instanceof ProblemError ? e.detail || e.code : String(e));
    } finally {
      setBusy(false);
    }
  };
  const ask = (wish: Wish) => attempt(async () => {
    setPromised(undefined);
    setOrder(undefined);
    const body = {
      lines: [{ sku: wish.sku, quantity: wish.quantity }], methods: wish.methods, channel: "web", rejectedMax: 10,
      destination: { postalCode: wish.zip, country: "US" },
    };
    setPromised((await postJson<Promised>("/v1/promises", body)).body);
  });
  const place = (option: Option) => attempt(async () => {
    const body = { orderId: newId("web"), customerId: demoCustomer, channel: "web", promiseId: promised?.promiseId, optionId: option.optionId };
    setOrder((await postJson<Order>("/v1/orders", body)).body);
  });

  return (
    <div class="shop">
      <WishForm busy={busy} onAsk={(wish) => void ask(wish)} />
      {problem && <p class="card-problem" role="alert">{text.failed(problem)}</p>}
      {order ? <OrderCard key={order.orderId} placed={order} />
        : promised && <Options promised={promised} busy={busy} onPlace={(option) => void place(option)} />}
    </div>
  );
}
