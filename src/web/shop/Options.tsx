import { useNow } from "../app/useNow";
import { useLanguage } from "../language/language";
import type { Option, Promised } from "./answers";

interface Props {
  promised: Promised;
  busy: boolean;
  onPlace(option: Option): void;
}

/** The ways to serve a wish, the best first, and why not otherwise. */
export function Options({ promised, busy, onPlace }: Props) {
  const { text, number, rate, age } = useLanguage();
  const ageMs = Math.max(1, Date.parse(promised.madeAt) - Date.parse(promised.asOf));
  return (
    <section class="card">
      <h2>{text.optionsTitle}</h2>
      {promised.options.length === 0 && <p role="status">{text.noOption}</p>}
      <ol class="options">
        {promised.options.map((option) => <OptionRow key={option.optionId} option={option} busy={busy} onPlace={onPlace} />)}
      </ol>
      {promised.rejected.length > 0 && (
        <details>
          <summary>{text.rejectedTitle(number(promised.rejectedCount))}</summary>
          <ul class="card-list">
            {promised.rejected.map(({ locationId, reasons, distanceKm }) => (
              <li key={locationId}>
                <a href={`/store/${encodeURIComponent(locationId)}`}>{locationId}</a>
                {distanceKm === undefined ? "" : ` · ${text.kilometres(rate(distanceKm))}`} · {wordsOf(reasons, text.reasons)}
              </li>
            ))}
          </ul>
        </details>
      )}
      <p class="card-quiet">{text.figuresOf(age(ageMs + 999))}</p>
    </section>
  );
}

/** Codes that nobody has a word for are shown as they are: those of rules have the rule's name. */
const wordsOf = (codes: readonly string[], words: Record<string, string>) => codes.map((code) => words[code] ?? code).join(", ");

function OptionRow({ option, busy, onPlace }: { option: Option; busy: boolean; onPlace(option: Option): void }) {
  const { text, rate, number, moment } = useLanguage();
  const nowMs = useNow();
  return (
    <li class="option">
      <div>
        <p class="option-title">
          {text.allMethods[option.method] ?? option.method} · {option.readyAt ? text.readyAt(moment(Date.parse(option.readyAt), nowMs)) : text.readyUnknown}
        </p>
        <p>
          {text.from}{" "}
          {option.fulfilments.map(({ locationId, lines }, i) => (
            <span key={locationId}>{i > 0 && ", "}<a href={`/store/${encodeURIComponent(locationId)}`}>{locationId}</a> ({lines.map(({ quantity }) => number(quantity)).join(" + ")})</span>
          ))}
          {" "}· {text.kilometres(rate(option.distanceKm))} · {text.cost(rate(option.cost))}
        </p>
        <p class="card-quiet">{text.tiers[option.tier] ?? option.tier}{option.reasons.length > 0 && `. ${text.why}: ${wordsOf(option.reasons, text.reasons)}`}</p>
      </div>
      <button class="button button-main" type="button" disabled={busy} onClick={() => onPlace(option)}>{text.placeOrder}</button>
    </li>
  );
}
