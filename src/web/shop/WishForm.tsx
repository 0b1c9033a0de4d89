import { useState } from "preact/hooks";
import { useLanguage } from "../language/language";

export interface Wish {
  readonly sku: string;
  readonly quantity: number;
  readonly zip: string;
  readonly methods: readonly string[];
}

const methods = ["pickup", "curbside", "delivery", "shipToStore", "backorder"] as const;

// A product of the demo data, and a place among its stores.
const first: Wish = { sku: "22197", quantity: 2, zip: "75090", methods: ["pickup", "delivery"] };

interface Props {
  busy: boolean;
  onAsk(wish: Wish): void;
}

/** What somebody wants, and where they are. */
export function WishForm({ busy, onAsk }: Props) {
  const { text } = useLanguage();
  const [wish, setWish] = useState(first);
  const toggle = (method: string) => setWish({
    ...wish, methods: wish.methods.includes(method) ? wish.methods.filter((other) => other !== method) : [...wish.methods, method],
  });
  return (
    <form class="card" onSubmit={(e) => { e.preventDefault(); onAsk(wish); }}>
      <h2>{text.wish}</h2>
      <div class="wish">
        <label class="field"><span>{text.sku}</span>
          <input value={wish.sku} required maxLength={64} onInput={(e) => setWish({ ...wish, sku: e.currentTarget.value.trim() })} /></label>
        <label class="field"><span>{text.quantity}</span>
          <input type="number" min={1} max={1000000} required value={wish.quantity}
            onInput={(e) => setWish({ ...wish, quantity: e.currentTarget.valueAsNumber || 1 })} /></label>
        <label class="field"><span>{text.zip}</span>
          <input value={wish.zip} required inputMode="numeric" pattern="[0-9]{5}" onInput={(e) => setWish({ ...wish, zip: e.currentTarget.value.trim() })} /></label>
      </div>
      <fieldset class="wish-methods">
        <legend>{text.methodsAsked}</legend>
        {methods.map((method) => (
          <label key={method}>
            <input type="checkbox" checked={wish.methods.includes(method)} onChange={() => toggle(method)} />
            {text.allMethods[method]}
          </label>
        ))}
      </fieldset>
      <button class="button button-main" type="submit" disabled={busy || wish.methods.length === 0}>{text.showOptions}</button>
    </form>
  );
}
