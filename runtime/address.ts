// The base of a source and which URLs its requests may reach (language.md 3.9, 3.11, 6.4).
// Must not know credentials or how a request is sent.
import { MissionError } from "./errors.js";
import { isLoopback } from "./loopback.js";
import { hasControl, type Path } from "./path.js";

/** A base that passed `readBase`. */
export interface Base {
  readonly origin: string;
  /** Origin and path, without a slash at the end. */
  readonly prefix: string;
  /** The base with its path as it was given: where an empty path leads. */
  readonly href: string;
}

export interface Target {
  /** Absolute, without a fragment. */
  readonly url: string;
  /** Whether it has the origin of its source: only then do credentials go along. */
  readonly own: boolean;
}

/** The base, or what is wrong with it. */
export function readBase(text: string): Base | { readonly problem: string } {
  const parsed = parse(text);
  if (parsed === undefined)
    return { problem: "its base is no absolute URL; expected one like https://api.example.com/v1" };
  if (parsed.protocol !== "https:" && parsed.protocol !== "http:") {
    return { problem: `its base begins with ${parsed.protocol}; expected https: or http:` };
  }
  if (parsed.username !== "" || parsed.password !== "") {
    return { problem: "its base holds a user name or password; remove them and use `auth: basic`" };
  }
  if (parsed.search !== "" || parsed.hash !== "") {
    return { problem: "its base holds a query or fragment; send such values with `params` instead" };
  }
  const href = parsed.origin + parsed.pathname;
  const prefix = href.replace(/\/+$/, "");
  return { origin: parsed.origin, prefix, href: text.endsWith("/") ? href : prefix };
}

/** Whether credentials would cross a network in the clear: `http:` to anything but a loopback address. */
export function isExposed(base: Base): boolean {
  return base.origin.startsWith("http:") && !isLoopback(new URL(base.origin).hostname);
}

/**
 * The URL of `path`. `allowed` tells whether an origin that came from data may be asked at all.
 * Throws MissionError `data` for a path that leads elsewhere.
 */
export function resolve(base: Base, path: Path, allowed: (origin: string) => boolean): Target {
  if (typeof path !== "string") return absolute(base, path.href, () => true);
  if (hasControl(path)) throw refused("the path holds a control character");
  if (path.charCodeAt(0) !== 0x2f && /^[a-z][a-z0-9+.-]*:\/\//i.test(path)) return absolute(base, path, allowed);
  const text = withoutFragment(path);
  if (text === "") return { url: base.href, own: true };
  return { url: `${base.prefix}/${text.replace(/^\/+/, "")}`, own: true };
}

function absolute(base: Base, text: string, allowed: (origin: string) => boolean): Target {
  const parsed = parse(text);
  if (parsed === undefined) throw refused("the path of the request is no valid URL");
  if (parsed.protocol !== "https:" && parsed.protocol !== "http:") {
    throw refused(`the URL of the request begins with ${parsed.protocol}; expected https: or http:`);
  }
  if (parsed.username !== "" || parsed.password !== "") {
    throw refused("the URL of the request holds a user name or password");
  }
  const own = parsed.origin === base.origin;
  if (!own && !allowed(parsed.origin)) {
    throw refused(
      `a URL from data leads to ${parsed.origin}, which is the origin of no source of the mission`,
      `If that is right, add it to the source: allowOrigins: ["${parsed.origin}"].`,
    );
  }
  return { url: withoutFragment(parsed.href), own };
}

/** The absolute URL of a reference in what was read from `path`, whose query it does not take over. */
export function follow(base: Base, path: Path, reference: string): string {
  if (hasControl(reference)) throw refused("the URL of the next page holds a control character");
  const page = resolve(base, path, () => true).url;
  try {
    return new URL(reference, page).href;
  } catch {
    throw refused("the URL of the next page is no valid URL");
  }
}

/** The origin of an entry of `allowOrigins`, or undefined when it is none. */
export function originOf(text: string): string | undefined {
  const parsed = parse(text);
  return parsed === undefined || parsed.origin === "null" ? undefined : parsed.origin;
}

function parse(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

function withoutFragment(text: string): string {
  const hash = text.indexOf("#");
  return hash < 0 ? text : text.slice(0, hash);
}

function refused(message: string, help?: string): MissionError {
  return new MissionError(message, { code: "data", help });
}
