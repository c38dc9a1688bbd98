// A server for the client's requests, a process of its own: answers every request with one kilobyte of JSON.
// Prints its port; ends when its input does.
import { createServer } from "node:http";

const body = JSON.stringify({
  id: 1,
  orders: Array.from({ length: 8 }, (_, id) => ({
    id,
    status: "open",
    total: id * 10.5,
    customer: "A customer's name",
  })),
  note: "x".repeat(400),
});
const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
const server = createServer((request, response) => response.writeHead(200, headers).end(body));
server.listen(0, "127.0.0.1", () => process.stdout.write(`${server.address().port}\n`));
process.stdin.on("end", () => process.exit()).resume();
