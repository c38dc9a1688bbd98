// Takes secrets out of URLs and texts before anyone sees them.
// Must not know where secrets come from: they are arguments.

const SECRET_KEY = /token|key|secret|passw|pwd|code|sign|sig$|auth|session|credential|jwt|otp|cookie|cert|assertion/i;
const HIDDEN = "***";
/** Shorter secrets would take ordinary text apart and give themselves away by that. */
const SHORTEST = 3;

/** Whether a header, query key or field of this name is taken for a secret. */
export function looksSecret(name: string): boolean {
  return SECRET_KEY.test(name);
}

/** `url` without user info and fragment; the values of `hiddenKeys` and of keys that look secret are replaced. */
export function redactUrl(url: string, hiddenKeys: readonly string[]): string {
  if (!/[?#@]/.test(url)) return url;
  const bare = url.replace(/#[^]*$/, "").replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, "$1");
  const mark = bare.indexOf("?");
  if (mark < 0) return bare;
  const pairs = bare.slice(mark + 1).split("&");
  return `${bare.slice(0, mark)}?${pairs.map((pair) => redactPair(pair, hiddenKeys)).join("&")}`;
}

function redactPair(pair: string, hiddenKeys: readonly string[]): string {
  const equals = pair.indexOf("=");
  if (equals < 0) return pair;
  const written = pair.slice(0, equals);
  const key = decoded(written);
  return looksSecret(key) || hiddenKeys.includes(key) ? `${written}=${HIDDEN}` : pair;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}

/** `text` with every secret replaced: as it is, inside JSON, URL-encoded and in base64. */
export function scrub(text: string, secrets: readonly string[]): string {
  let clean = text;
  const longestFirst = secrets.filter((secret) => secret.length >= SHORTEST).sort((a, b) => b.length - a.length);
  for (const secret of longestFirst) {
    for (const form of formsOf(secret)) clean = clean.replaceAll(form, HIDDEN);
  }
  return clean;
}

function formsOf(secret: string): readonly string[] {
  const bytes = new TextEncoder().encode(secret);
  const base64 = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")).replace(/=+$/, "");
  const form = new URLSearchParams({ s: secret }).toString().slice(2);
  const percent = form.replaceAll("+", "%20");
  // encodeURIComponent leaves these five as they are, form-encoding does not.
  const component = percent.replace(/%(?:21|27|28|29|7E)/g, decodeURIComponent);
  const inJson = JSON.stringify(secret).slice(1, -1);
  return [secret, inJson, form, percent, component, base64, base64.replaceAll("+", "-").replaceAll("/", "_")];
}
