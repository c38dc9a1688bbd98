// The name of a mission's module.
// Must not know missions.

/** `OrderSync` → `order-sync`: the name of a mission's module. */
export function kebab(name: string): string {
  return (
    name
      .replace(/([a-z0-9])([A-Z])|([A-Z])(?=[A-Z][a-z])/g, "$1$3-$2")
      .replaceAll("_", "-")
      .toLowerCase()
      .replace(/-+/g, "-")
      .replace(/^-|-$/g, "") || "mission"
  );
}
