// Which hosts are this machine: `http:` may carry credentials only there (language.md 3.9).
// Must not know sources or options.

/** Whether `hostname`, as `URL.hostname` gives it, is `localhost`, 127.0.0.0/8 or ::1. */
export function isLoopback(hostname: string): boolean {
  return /^(?:(?:.+\.)?localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(hostname.toLowerCase());
}
