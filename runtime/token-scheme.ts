// The Authenticator of every scheme that sends one token: bearer, api_key and oauth2 differ in what is given here.
// Must not know where the token goes in a request, nor how it is renewed.
import type { AuthContext, Authenticator, Outgoing } from "./auth.js";
import { type Credentials, type FieldRules, findCredentials, headerFault } from "./credentials.js";
import { AuthError } from "./errors.js";
import type { JsonObject } from "./json.js";
import type { TokenManager } from "./token-manager.js";
import { readInstant, readLifetime } from "./tokens.js";

export interface TokenScheme {
  readonly name: string;
  readonly context: AuthContext;
  readonly rules: FieldRules<string>;
  /** Field that may hold the others as an object. */
  readonly group?: string;
  /** The field that holds the token. */
  readonly tokenField: string;
  /** Fields that `authorize` hands to the token manager; the rest are settings. */
  readonly tokenFields: readonly string[];
  /** Names under which a recovery action's answer may hold the token. */
  readonly answerFields: readonly string[];
  readonly credentials: Credentials<string>;
  readonly manager: TokenManager;
  /** Missing and wrong fields; with `late`, only wrong ones. */
  problems(late: boolean): string[];
  /** Whether the request brings its own. */
  isPresent(request: Outgoing): boolean;
  /** Adds the token. Throws AuthError when it cannot be sent. */
  place(request: Outgoing, token: string): void | Promise<void>;
  advice(): string;
  carriers(): { readonly headers: readonly string[]; readonly query: readonly string[] };
  secrets(): readonly string[];
}

export function tokenAuthenticator(scheme: TokenScheme): Authenticator {
  const { context, manager, credentials } = scheme;
  const { source } = context;
  let checked = false;

  /** A client that is used alone learns of missing fields at its first request. */
  function check(): void {
    if (checked) return;
    failOn(source, scheme.problems(context.late));
    checked = true;
  }

  function tokenIn(answer: JsonObject): string | undefined {
    for (const name of scheme.answerFields) {
      const value = Object.hasOwn(answer, name) ? answer[name] : undefined;
      if (typeof value === "string" && value !== "") return value;
    }
    return undefined;
  }

  async function adopt(answer: JsonObject): Promise<boolean> {
    const token = tokenIn(answer);
    if (token === undefined) {
      const seen = Object.keys(answer).slice(0, 20).join(", ") || "none";
      context.warn(
        `the recovery action's answer holds no new credentials for source \`${source}\`: expected a text under ` +
          `${scheme.answerFields.join(", ")}; fields seen: ${seen}`,
      );
      return false;
    }
    const refreshToken = answer["refresh_token"] ?? answer["refreshToken"];
    await manager.replace({
      token,
      refreshToken: typeof refreshToken === "string" && refreshToken !== "" ? refreshToken : undefined,
      expiresIn: readLifetime(answer["expires_in"]),
      expiresAt: readInstant(answer["expiresAt"]),
    });
    context.emit({ type: "token", source, reason: "recovered" });
    return true;
  }

  async function authorize(fields: Readonly<Record<string, unknown>>): Promise<void> {
    const given = findCredentials({ source, env: () => undefined }, scheme.name, scheme.rules, [fields], scheme);
    failOn(source, given.problems());
    if (Object.values(fields).every((value) => value == null)) {
      const names = Object.keys(fields).join(", ") || "any field";
      failOn(source, [`source \`${source}\`: authorize was given no value for ${names}`]);
    }
    checked = false;
    const token = await given.secret(scheme.tokenField);
    if (token === undefined) {
      credentials.override(fields);
      await manager.reset();
      failOn(source, scheme.problems(false));
    } else {
      // The token is a newer one of the same login: settings are overridden, its origin is not.
      credentials.override(withoutFields(fields, scheme));
      failOn(source, scheme.problems(true));
      const refreshToken = await given.secret("refreshToken");
      const expiresAt = readInstant(given.value("expiresAt"));
      await manager.replace({ token, refreshToken, expiresIn: undefined, expiresAt });
      checked = true;
    }
    context.emit({ type: "token", source, reason: "authorized" });
  }

  return {
    problems: () => scheme.problems(context.late),
    async apply(request, signal) {
      if (scheme.isPresent(request)) return -1;
      check();
      const { token, generation } = await manager.current(signal);
      if (token !== undefined) await scheme.place(request, token);
      else if (!context.late) failOn(source, credentials.missing(scheme.tokenField));
      return generation;
    },
    renew: async (generation, signal) => generation !== -1 && manager.renew(generation, signal),
    generation: manager.generation,
    advice: () => scheme.advice(),
    holdsCredentials: (answer) => tokenIn(answer) !== undefined,
    adopt,
    authorize,
    carriers: () => scheme.carriers(),
    secrets: () => [...new Set([...manager.secrets(), ...scheme.secrets()])],
  };
}

/** `fields`, and those of its group, without the ones that the token manager takes. */
function withoutFields(fields: object, scheme: TokenScheme): object {
  const taken = new Set(scheme.tokenFields.flatMap((name) => [name, ...(scheme.rules[name]?.aliases ?? [])]));
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([name]) => !taken.has(name))
      .map(([name, value]: [string, unknown]) => {
        const isGroup = name === scheme.group && typeof value === "object" && value !== null;
        return [name, isGroup ? withoutFields(value, scheme) : value];
      }),
  );
}

/** Throws the problems as one AuthError, if there are any. */
export function failOn(source: string, problems: readonly string[]): void {
  if (problems.length > 0) throw new AuthError(problems.join("\n"), { source });
}

/** A sentence when `value` cannot stand in a header; it names the field and never holds the value. */
export function headerProblems(source: string, field: string, value: string | undefined): string[] {
  const fault = value === undefined ? undefined : headerFault(value);
  return fault === undefined ? [] : [`source \`${source}\`: \`${field}\` ${fault}, which no HTTP header can carry`];
}
