/** Why the server would not let this screen watch, as far as its error tells. */
export type Refusal =
  | { readonly kind: "sign-in" }
  | { readonly kind: "forbidden" }
  | { readonly kind: "other"; readonly detail: string };

/** Nothing when the error only says that the line broke. */
export function refusalOf(error: unknown): Refusal | undefined {
  const message = error instanceof Error ? error.message : String(error);
  if (/\b401\b/.test(message)) return { kind: "sign-in" };
  if (/\b403\b/.test(message)) return { kind: "forbidden" };
  const said = /HubException: (.+)$/s.exec(message)?.[1];
  return said ? { kind: "other", detail: said } : undefined;
}
