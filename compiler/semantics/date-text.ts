// Literals that are dates (language.md 5.2).
// Must not know types.
const isoDate = /^\d{4}-\d{2}-\d{2}(?:[Tt]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?:[Zz]|[+-]\d{2}(?::?\d{2})?)?)?$/;

/** Whether a literal is an ISO 8601 date or date-time of the calendar (5.2). */
export function isDateText(value: string | number | boolean): boolean {
  if (typeof value !== "string" || !isoDate.test(value)) return false;
  const day = value.slice(0, 10);
  const instant = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(day);
}
