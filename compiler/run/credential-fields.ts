// The fields that the credentials of each `auth` may have in a file or in code (language.md 3.2).
// Must not know where they come from or what is sent.

/** `text` may hold a secret, `setting` never does. */
export type FieldKind = "text" | "setting" | "list" | "headers" | "time" | "group";

export type Fields = Readonly<Record<string, FieldKind>>;

const oauthFields: Fields = {
  accessToken: "text",
  refreshToken: "text",
  tokenUrl: "setting",
  tokenEndpoint: "setting",
  clientId: "setting",
  clientSecret: "text",
  scopes: "list",
  expiresAt: "time",
  clientAuth: "setting",
  audience: "setting",
  grant: "setting",
};

const fieldsByScheme: Readonly<Record<string, Fields>> = {
  none: {},
  bearer: { token: "text" },
  basic: { username: "setting", password: "text" },
  api_key: {
    key: "text",
    apiKey: "text",
    header: "setting",
    apiKeyHeader: "setting",
    query: "setting",
    apiKeyQuery: "setting",
    cookie: "setting",
    prefix: "setting",
    additionalHeaders: "headers",
  },
  oauth2: { ...oauthFields, oauth: "group" },
};

/** The fields of `auth: scheme`; undefined for a registered provider, which may have any. */
export function fieldsOf(scheme: string): Fields | undefined {
  return Object.hasOwn(fieldsByScheme, scheme) ? fieldsByScheme[scheme] : undefined;
}

/** The fields inside `oauth: { … }`. */
export function groupFields(): Fields {
  return oauthFields;
}

/** `REQON_<SOURCE>_<FIELD>` for every field of every scheme that holds a secret, upper snake case (3.3). */
export function secretVariable(source: string, variable: string): boolean {
  const prefix = `REQON_${source.toUpperCase()}_`;
  if (!variable.startsWith(prefix)) return false;
  const field = variable.slice(prefix.length);
  return Object.values(fieldsByScheme).some((fields) =>
    Object.entries(fields).some(([name, kind]) => kind === "text" && upperSnake(name) === field),
  );
}

function upperSnake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}
