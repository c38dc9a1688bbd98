// An authentication scheme that the program brings itself, under a name of its own (language.md 3.2).
// Must not know how it authenticates.
import type { AuthContext, Authenticator, AuthProvider, Outgoing, ProviderContext } from "./auth.js";
import { findCredentials } from "./credentials.js";
import { failOn } from "./token-scheme.js";
import { waitFor } from "./token-manager.js";

export function providerScheme(
  context: AuthContext,
  name: string,
  implementation: AuthProvider | undefined,
  places: readonly (object | undefined)[],
): Authenticator {
  const { source } = context;
  const credentials = findCredentials<string>(context, name, {}, places, { open: true });
  const headers = new Set<string>();
  const query = new Set<string>();
  const secrets = new Set<string>();
  let generation = 0;
  let renewing: Promise<boolean> | undefined;

  function problems(): string[] {
    const absent = `source \`${source}\` has auth ${name}, and the program passes no provider of that name`;
    return [...(implementation === undefined ? [absent] : []), ...credentials.problems()];
  }

  function contextFor(signal: AbortSignal): ProviderContext {
    return {
      source,
      fetch: context.fetch,
      signal,
      async credential(field) {
        const text = await credentials.secret(field);
        if (text !== undefined) secrets.add(text);
        return text;
      },
    };
  }

  async function apply(request: Outgoing, signal: AbortSignal): Promise<number> {
    failOn(source, problems());
    const used = generation;
    const before = new Map(request.headers);
    const searchBefore = new URLSearchParams(request.url.search);
    await waitFor(Promise.resolve(implementation?.apply(request, contextFor(signal))), signal);
    for (const [header, value] of request.headers) if (before.get(header) !== value) headers.add(header.toLowerCase());
    request.url.searchParams.forEach((_, key) => searchBefore.has(key) || query.add(key));
    return used;
  }

  async function renew(of: number, signal: AbortSignal): Promise<boolean> {
    if (of !== generation) return true;
    renewing ??= Promise.resolve(implementation?.renew?.(contextFor(signal)) ?? false)
      .then((renewed) => {
        if (renewed) generation += 1;
        return renewed;
      })
      .finally(() => {
        renewing = undefined;
      });
    renewing.catch(() => undefined);
    return waitFor(renewing, signal);
  }

  return {
    problems,
    apply,
    renew,
    generation: () => generation,
    advice: () => `the server refuses what the provider \`${name}\` sends for source \`${source}\``,
    holdsCredentials: () => false,
    adopt: async () => false,
    async authorize(fields) {
      credentials.override(fields);
      generation += 1;
      context.emit({ type: "token", source, reason: "authorized" });
    },
    carriers: () => ({ headers: [...headers], query: [...query] }),
    secrets: () => [...secrets],
  };
}
