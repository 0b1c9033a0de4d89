import { useState } from "preact/hooks";
import { postJson, ProblemError } from "../http/request";
import { useLanguage } from "../language/language";
import type { Fulfilment } from "./fulfilment";
import { stepsOf } from "./steps";

/** Takes a fulfilment one step further. What comes of it is shown by whoever shows the fulfilment. */
export function Steps({ item, onTaken }: { item: Fulfilment; onTaken?: () => void }) {
  const { text } = useLanguage();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const take = async (step: string) => {
    setBusy(true);
    setProblem(undefined);
    try {
      await postJson(`/v1/fulfilments/${encodeURIComponent(item.fulfilmentId)}/${step}`);
      onTaken?.();
    } catch (e) {
      setProblem(e instanceof ProblemError ? e.detail || e.code : String(e));
    } finally {
      setBusy(false);
    }
  };
  return (
    <span class="steps">
      {stepsOf(item).map((step) => (
        <button key={step} class="button button-small" type="button" disabled={busy}
          aria-label={text.stepOf(text.steps[step] ?? step, item.fulfilmentId)} onClick={() => void take(step)}>
          {text.steps[step] ?? step}
        </button>
      ))}
      {problem && <span class="steps-problem" role="alert">{text.failed(problem)}</span>}
    </span>
  );
}
