// Reads the body of an answer to its end, within a limit.
// Must not know content types or HTTP.

interface WebReader {
  read(): Promise<{ readonly done: boolean; readonly value?: unknown }>;
  cancel(): Promise<unknown>;
}

interface NodeStream {
  readonly destroyed?: boolean;
  on(event: string, listener: (chunk: unknown) => void): unknown;
  destroy(): unknown;
}

const NOTHING: Uint8Array = new Uint8Array(0);

/**
 * All bytes of a web stream or a Node stream, after decompression; undefined when there are more than `limit`: the
 * stream is then given up, before more than one chunk too many is in memory. Rejects when the stream fails.
 */
export function readBody(body: unknown, limit: number): Promise<Uint8Array | undefined> {
  if (body === null || body === undefined) return Promise.resolve(NOTHING);
  if (isWebStream(body)) return readWeb(body.getReader(), limit);
  if (isNodeStream(body)) return readNode(body, limit);
  return Promise.reject(new TypeError("the body of the answer is neither a web stream nor a Node stream"));
}

async function readWeb(reader: WebReader, limit: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return joined(chunks, size);
    const chunk = bytesOf(value);
    size += chunk.byteLength;
    if (size > limit) {
      // The stream may already have failed, which no longer matters.
      reader.cancel().catch(() => undefined);
      return undefined;
    }
    chunks.push(chunk);
  }
}

/** By events: an async iterator over a Node stream costs a tenth of a small request. */
function readNode(stream: NodeStream, limit: number): Promise<Uint8Array | undefined> {
  // It may have failed before anyone listened.
  if (stream.destroyed === true) return Promise.reject(new Error("the body of the answer broke off"));
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let size = 0;
    stream.on("data", (value) => {
      const chunk = bytesOf(value);
      size += chunk.byteLength;
      if (size <= limit) {
        chunks.push(chunk);
        return;
      }
      chunks.length = 0;
      resolve(undefined);
      stream.destroy();
    });
    let ended = false;
    stream.on("end", () => {
      ended = true;
      resolve(joined(chunks, size));
    });
    stream.on("error", reject);
    stream.on("close", () => {
      // Follows every end too, where making an error would be wasted.
      if (!ended) reject(new Error("the connection was closed before the end of the body"));
    });
  });
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const [first = NOTHING] = chunks;
  if (chunks.length <= 1) return first;
  const all = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    all.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return all;
}

function bytesOf(chunk: unknown): Uint8Array {
  if (chunk instanceof Uint8Array) return chunk;
  if (ArrayBuffer.isView(chunk)) return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  throw new TypeError("the body of the answer does not consist of bytes");
}

function isWebStream(body: unknown): body is { getReader(): WebReader } {
  return typeof body === "object" && body !== null && "getReader" in body && typeof body.getReader === "function";
}

function isNodeStream(body: unknown): body is NodeStream {
  return (
    typeof body === "object" && body !== null && "on" in body && "destroy" in body && typeof body.on === "function"
  );
}
