/** The part of the OpenAPI document that is shown. */
export interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, {
    readonly summary?: string;
    readonly tags?: readonly string[];
    readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
    readonly responses?: Readonly<Record<string, { readonly description?: string }>>;
  }>>>>;
  readonly "x-problems"?: readonly { readonly code: string; readonly status: number; readonly meaning: string }[];
}

export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly scope: string | undefined;
  /** The codes of problems that are its own: those that every address may answer with are left out. */
  readonly codes: readonly string[];
}

const everywhere = new Set(["malformed", "unauthenticated", "forbidden", "rate-limited", "busy", "retry"]);

/** The operations in the order of the document, under the tags that they have. */
export function byTag(description: Description): readonly { tag: string; operations: readonly Operation[] }[] {
  const tags = new Map<string, Operation[]>();
  for (const [path, methods] of Object.entries(description.paths)) {
    for (const [method, { summary, tags: own, security, responses }] of Object.entries(methods)) {
      const refusals = Object.entries(responses ?? {}).filter(([status]) => status >= "4").flatMap(([, response]) => (response.description ?? "").split(", "));
      const operation: Operation = {
        method: method.toUpperCase(),
        path,
        summary: summary ?? "",
        scope: security?.flatMap((one) => Object.values(one).flat())[0],
        codes: refusals.filter((code) => /^[a-z-]+$/.test(code) && !everywhere.has(code)),
      };
      const tag = own?.[0] ?? "";
      tags.set(tag, [...(tags.get(tag) ?? []), operation]);
    }
  }
  return [...tags].map(([tag, operations]) => ({ tag, operations }));
}
