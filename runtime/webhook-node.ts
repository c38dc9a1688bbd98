// A web-standard handler as a request listener of `node:http`, for programs whose server is Node's own or Express.
// Needs nothing of Node: the few members it uses are described here. Must not know what is handled.

/** What it uses of `http.IncomingMessage`. */
export interface NodeRequest extends AsyncIterable<unknown> {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  /** Express cuts its mount path off `url`. */
  readonly originalUrl?: string | undefined;
}

/** What it uses of `http.ServerResponse`. */
export interface NodeResponse {
  readonly headersSent: boolean;
  statusCode: number;
  setHeader(name: string, value: string): unknown;
  end(text: string): unknown;
}

export type NodeListener = (request: NodeRequest, response: NodeResponse) => void;

/** Reads at most `most` bytes and one chunk; the answer to a longer body closes the connection. */
export function nodeListener(handle: (request: Request) => Promise<Response>, most: number): NodeListener {
  return (request, response) => {
    void respond(handle, most, request, response).catch(() => {
      if (!response.headersSent) response.statusCode = 400;
      response.end("");
    });
  };
}

async function respond(
  handle: (request: Request) => Promise<Response>,
  most: number,
  request: NodeRequest,
  response: NodeResponse,
): Promise<void> {
  const { method = "GET" } = request;
  const hasBody = method !== "GET" && method !== "HEAD";
  const body = hasBody ? await bytesOf(request, most) : undefined;
  const answer = await handle(new Request(address(request), { method, ...(body === undefined ? {} : { body }) }));
  response.statusCode = answer.status;
  answer.headers.forEach((value, name) => void response.setHeader(name, value));
  if (answer.status === 413) response.setHeader("connection", "close");
  response.end(await answer.text());
}

/** Only the path counts; what a sender wrote there may be no URL at all. */
function address({ originalUrl, url = "/" }: NodeRequest): string {
  const [path = "/"] = (originalUrl ?? url).split("?");
  return `http://inbox${path.startsWith("/") ? path : "/"}`;
}

/** Longer bodies are cut behind the limit, where the handler sees that they are too long. */
async function bytesOf(request: NodeRequest, most: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request) {
    if (!(chunk instanceof Uint8Array)) throw new TypeError("the body has been read as text already");
    chunks.push(chunk);
    length += chunk.length;
    if (length > most) break;
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
