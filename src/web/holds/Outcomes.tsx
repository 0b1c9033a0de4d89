import { useLanguage } from "../language/language";
import type { HoldOutcome } from "./holds";
import { outcomeWords } from "./outcomeWords";

interface Props {
  outcomes: readonly HoldOutcome[];
  onDismiss(outcome: HoldOutcome): void;
}

/** Successes are only spoken, for the row shows them; failures stay until they are closed. */
export function Outcomes({ outcomes, onDismiss }: Props) {
  const language = useLanguage();
  const told = outcomes.map((outcome) => ({ outcome, ...outcomeWords(outcome, language) }));
  return (
    <>
      <div class="visually-hidden" role="status">
        {told.find(({ failed }) => !failed)?.words}
      </div>
      <div role="alert" class="notices">
        {told.filter(({ failed }) => failed).map(({ outcome, words }) => (
          <p key={outcome.sku} class="notice notice-problem">
            <span>{words}</span>
            <button type="button" class="quiet-button" aria-label={language.text.dismiss} onClick={() => onDismiss(outcome)}>
              ✕
            </button>
          </p>
        ))}
      </div>
    </>
  );
}
