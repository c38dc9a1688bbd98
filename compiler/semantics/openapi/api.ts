// An OpenAPI 3.0, 3.1 or Swagger 2.0 document: its operations by name, servers and components, each read when asked for.
// Must not know missions. https://spec.openapis.org/oas/v3.1.1, https://swagger.io/specification/v2/
import type { Method } from "../../syntax/ast.js";
import { type ComponentTypes, componentTypes } from "./component-types.js";
import { child, type Documents, isRecord, itemsOf, keysOf, type Node, textOf } from "./documents.js";

/** An operation as it stands in the document. */
export interface OperationNode {
  /** `operationId`, or else method and path. */
  readonly id: string;
  /** Undefined for HEAD, OPTIONS and TRACE, which missions do not send. */
  readonly method: Method | undefined;
  readonly path: string;
  readonly item: Node;
  readonly node: Node;
}

export interface Api {
  /** The source or import that names it. */
  readonly name: string;
  readonly documents: Documents;
  readonly root: Node;
  readonly isSwagger: boolean;
  readonly types: ComponentTypes;
  /** By `operationId`, and by `GET /path`. */
  readonly operations: () => ReadonlyMap<string, OperationNode>;
  /** The schemas that have names. */
  readonly components: Node;
}

/** Undefined where the document is none of the three. */
export function openApi(name: string, documents: Documents, root: Node): Api | undefined {
  const isSwagger = /^2\./.test(versionOf(root, "swagger"));
  if (!isSwagger && !/^3\.[01]\b/.test(versionOf(root, "openapi"))) return undefined;
  let operations: ReadonlyMap<string, OperationNode> | undefined;
  const components = isSwagger ? child(root, "definitions") : child(child(root, "components"), "schemas");
  return {
    name,
    documents,
    root,
    isSwagger,
    types: componentTypes(documents, name),
    operations: () => (operations ??= findOperations(documents, root)),
    components,
  };
}

/** YAML reads `2.0` as a number. */
function versionOf(root: Node, key: string): string {
  const { value } = child(root, key);
  if (typeof value === "number") return value.toFixed(1);
  return typeof value === "string" ? value : "";
}

const methods: Readonly<Record<string, Method | undefined>> = {
  get: "GET",
  post: "POST",
  put: "PUT",
  patch: "PATCH",
  delete: "DELETE",
  head: undefined,
  options: undefined,
  trace: undefined,
};

function findOperations(documents: Documents, root: Node): ReadonlyMap<string, OperationNode> {
  const found = new Map<string, OperationNode>();
  const byPath: OperationNode[] = [];
  const paths = child(root, "paths");
  for (const path of keysOf(paths)) {
    const item = documents.follow(child(paths, path));
    if (item === undefined) continue;
    for (const [word, method] of Object.entries(methods)) {
      const node = child(item, word);
      if (!isRecord(node.value)) continue;
      const place = `${word.toUpperCase()} ${path}`;
      const operation = { id: textOf(node, "operationId") ?? place, method, path, item, node };
      if (!found.has(operation.id)) found.set(operation.id, operation);
      byPath.push({ ...operation, id: operation.id });
    }
  }
  for (const each of byPath) {
    const place = `${each.method ?? ""} ${each.path}`;
    if (!found.has(place)) found.set(place, each);
  }
  return found;
}

/** The first server with the defaults of its variables: a URL, or a relative one; undefined where none is named. */
export function serverOf({ root, isSwagger }: Api): string | undefined {
  if (isSwagger) return swaggerServer(root);
  const [server] = itemsOf(child(root, "servers"));
  const url = server && textOf(server, "url");
  if (server === undefined || url === undefined) return undefined;
  return url.replace(/\{([^{}]*)\}/g, (whole, name: string) => {
    const value = child(child(child(server, "variables"), name), "default").value;
    return typeof value === "string" || typeof value === "number" ? String(value) : whole;
  });
}

function swaggerServer(root: Node): string | undefined {
  const host = textOf(root, "host");
  const path = textOf(root, "basePath") ?? "";
  if (host === undefined) return path === "" ? undefined : path;
  const schemes = itemsOf(child(root, "schemes")).map(({ value }) => value);
  const scheme = schemes.includes("https") || schemes.length === 0 ? "https" : String(schemes[0]);
  return `${scheme}://${host}${path}`;
}
